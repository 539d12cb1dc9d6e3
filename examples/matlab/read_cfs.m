function result = read_cfs(folder, name)
% READ_CFS  Results of an experiment that `cfs run` wrote: its table and its arrays.
%
%   result = read_cfs('results', 'region')
%
% result.table has a field for each column of region.csv: numbers as a column vector, with NaN for empty cells, words as a
% cell array. result.arrays has the variables of region.mat, where the scenario says `record ... as mat`, and
% result.readme says what they are. Runs in MATLAB and in GNU Octave.
%
% The last axis of an array is the row or the unit: W(:, m, k, i) is the beam of access point m to user k in row i of the
% table, and H(:, m, k, u) the channel of the network u = row_unit(i) + 1.
  result.table = read_table(fullfile(folder, [name '.csv']));
  result.arrays = struct();
  result.readme = '';
  file = fullfile(folder, [name '.mat']);
  if exist(file, 'file')
    result.arrays = load(file);
    result.readme = result.arrays.README;
    result.arrays = rmfield(result.arrays, 'README');
  end
end

function table = read_table(file)
  id = fopen(file, 'r');
  if id < 0
    error('cannot open %s', file);
  end
  text = fread(id, Inf, 'uint8=>char')';
  fclose(id);
  lines = strsplit(strtrim(text), sprintf('\n'));
  names = split_line(lines{1});
  cells = cell(numel(lines) - 1, numel(names));
  for i = 2:numel(lines)
    row = split_line(lines{i});
    cells(i - 1, 1:numel(row)) = row;
  end
  table = struct();
  for j = 1:numel(names)
    column = cells(:, j);
    numbers = str2double(column);
    empty = cellfun(@isempty, column);
    if all(empty | ~isnan(numbers))
      table.(names{j}) = numbers;
    else
      table.(names{j}) = column;
    end
  end
end

function cells = split_line(line)
% Cells of a line of comma-separated values; quotes hold commas, and two of them are one.
  cells = {};
  cell_text = '';
  quoted = false;
  i = 1;
  while i <= numel(line)
    c = line(i);
    if c == '"' && quoted && i < numel(line) && line(i + 1) == '"'
      cell_text(end + 1) = '"';
      i = i + 1;
    elseif c == '"'
      quoted = ~quoted;
    elseif c == ',' && ~quoted
      cells{end + 1} = cell_text;
      cell_text = '';
    else
      cell_text(end + 1) = c;
    end
    i = i + 1;
  end
  cells{end + 1} = cell_text;
end
