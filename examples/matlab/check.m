% Reads results of cfs, recomputes powers of every row, and writes channels for it. Run in the folder of the results:
%
%   octave --path .../examples/matlab check.m
result = read_cfs('.', 'region');
W = result.arrays.W;
Z = result.arrays.Z;
rows = numel(result.table.realization);
assert(size(W, 4), rows);
worst = 0;
for i = 1:rows
  for m = 1:size(W, 2)
    beams = W(:, m, :, i);
    % A page of Z is transposed, as the order of the axes is: its trace is the same.
    power = sum(abs(beams(:)) .^ 2) + real(trace(Z(:, :, m, i)));
    expected = result.table.(sprintf('power_%d', m))(i);
    worst = max(worst, abs(power - expected));
  end
end
assert(worst < 1e-9);
u = result.arrays.row_unit + 1;
assert(all(result.arrays.unit_realization(u) == result.table.realization));
% The channels of the results, given back: y = H x has the conjugates.
write_channels('h.mat', conj(result.arrays.H));
printf('%d rows, largest difference of a power %.1e\n', rows, worst);
