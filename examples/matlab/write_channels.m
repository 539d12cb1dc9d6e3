function write_channels(file, H)
% WRITE_CHANNELS  Channels for `channels from`, as a file of MATLAB's version 7.
%
%   write_channels('h.mat', H)
%
% H(n, m, k, r) multiplies the signal of antenna n of access point m at user k in realization r: y = H x. Realizations and,
% with one access point, m may be left out where nothing follows. The scenario then says
%
%   channels from "h.mat" variable "H" axes [antennas, aps, users, realizations] conjugated
%
% and states the power of the access points over the noise. Runs in MATLAB and in GNU Octave.
  if ndims(H) > 4 || ~isnumeric(H)
    error('H must be a numeric array of antennas, access points, users and realizations');
  end
  if any(~isfinite(H(:)))
    error('every channel must be finite');
  end
  % A real array would be stored as one.
  H = complex(double(H));
  save('-v7', file, 'H');
end
