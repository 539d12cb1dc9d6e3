-- The language server and the tree-sitter grammar in Neovim:
--   CFS=target/release/cfs PARSER=cfs.so nvim --headless -u NONE -i NONE -S editors/tests/neovim.lua
-- Written for 0.7 and later: it starts the client by hand, as `vim.lsp.config` does in 0.11.

local text = {
  'deployment small {  # δ𝄞',
  '  aps 3 { antennas 4 }',
  '  users   2',
  '  targets 1',
  '}',
  'experiment first on small {',
  '  sweep delta over [1, 2] solve isak',
  '}',
}

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, true)
end

local function wait_for(what, holds)
  assert(vim.wait(10000, holds, 20), 'waited in vain for ' .. what .. ':\n' .. table.concat(lines(), '\n'))
end

local function ask(method, params)
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, 10000), method .. ' was not answered')
  local _, answer = next(answers)
  assert(answer and not answer.err and not answer.error, method .. ': ' .. vim.inspect(answer))
  return answer.result
end

local function position(line, column)
  return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = column } }
end

local function server()
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder, 'p')
  vim.fn.writefile(text, folder .. '/first.cfs')
  vim.cmd('edit ' .. folder .. '/first.cfs')
  local id = assert(vim.lsp.start_client({
    name = 'cfs',
    cmd = { os.getenv('CFS'), 'lsp' },
    root_dir = folder,
    capabilities = vim.lsp.protocol.make_client_capabilities(),
  }))
  assert(vim.lsp.buf_attach_client(0, id))
  local client = vim.lsp.get_client_by_id(id)

  wait_for('an error', function() return #vim.diagnostic.get(0) == 1 end)
  local found = vim.diagnostic.get(0)[1]
  assert(found.lnum == 6 and found.col == 32, vim.inspect(found))

  local range = { start = { line = 6, character = 32 }, ['end'] = { line = 6, character = 36 } }
  local actions = ask('textDocument/codeAction', {
    textDocument = vim.lsp.util.make_text_document_params(),
    range = range,
    context = { diagnostics = {} },
  })
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
  assert(lines()[7]:find('isac'), lines()[7])
  wait_for('no error', function() return #vim.diagnostic.get(0) == 0 end)

  local hover = ask('textDocument/hover', position(2, 3))
  assert(hover.contents.value:find('users'), vim.inspect(hover))
  local proposals = ask('textDocument/completion', position(6, 32))
  local known = {}
  for _, item in ipairs(proposals.items or proposals) do
    known[item.label] = true
  end
  assert(known.isac and known.sensing, vim.inspect(known))
  local symbols = ask('textDocument/documentSymbol', position(0, 0))
  assert(#symbols == 2 and symbols[2].name == 'first', vim.inspect(symbols))
  local place = ask('textDocument/definition', position(5, 22))
  assert(place.range.start.line == 0, vim.inspect(place))

  -- What is typed is sent as differences, behind characters of two units as well.
  vim.api.nvim_buf_set_text(0, 0, #text[1], 0, #text[1], { ' and more' })
  vim.api.nvim_buf_set_text(0, 2, 0, 2, #text[3], { '  users      2' })
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 10000 })
  else
    vim.lsp.buf.formatting_sync(nil, 10000)
  end
  assert(lines()[1] == text[1] .. ' and more' and lines()[3] == text[3], table.concat(lines(), '\n'))

  vim.api.nvim_win_set_cursor(0, { 1, 12 })
  vim.lsp.buf.rename('tiny')
  wait_for('the new name', function()
    return lines()[1]:find('deployment tiny') and lines()[6]:find('on tiny')
  end)
  wait_for('no error', function() return #vim.diagnostic.get(0) == 0 end)

  vim.lsp.stop_client(id)
  wait_for('its end', function() return client.is_stopped() end)
end

local function colours()
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder .. '/parser', 'p')
  vim.fn.mkdir(folder .. '/queries/cfs', 'p')
  vim.fn.writefile(vim.fn.readfile(os.getenv('PARSER'), 'b'), folder .. '/parser/cfs.so', 'b')
  local query = vim.fn.readfile('editors/tree-sitter/queries/highlights.scm')
  vim.fn.writefile(query, folder .. '/queries/cfs/highlights.scm')
  vim.opt.runtimepath:prepend(folder)
  local parser = vim.treesitter.get_parser(0, 'cfs')
  local root = parser:parse()[1]:root()
  assert(not root:has_error(), root:sexpr())
  local get = vim.treesitter.query.get or vim.treesitter.query.get_query
  local text_of = vim.treesitter.get_node_text or vim.treesitter.query.get_node_text
  local seen = {}
  local highlights = get('cfs', 'highlights')
  for id, node in highlights:iter_captures(root, 0, 0, -1) do
    local name = text_of(node, 0)
    seen[name] = seen[name] or {}
    seen[name][highlights.captures[id]] = true
  end
  for word, colour in pairs({ deployment = 'keyword', users = 'property', isac = 'constant.builtin', ['3'] = 'number' }) do
    assert(seen[word] and seen[word][colour], word .. ': ' .. vim.inspect(seen[word]))
  end
  vim.treesitter.highlighter.new(parser)
end

local ok, problem = pcall(function()
  server()
  if os.getenv('PARSER') then
    colours()
  end
end)
if not ok then
  io.stderr:write(tostring(problem) .. '\n')
  vim.cmd('cquit 1')
end
local version = vim.version()
io.stdout:write(string.format('Neovim %d.%d.%d: passed\n', version.major, version.minor, version.patch))
vim.cmd('qall!')
