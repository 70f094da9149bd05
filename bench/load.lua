-- Requests out of a file, in turns: blocks of "METHOD path", "Name: value" lines, an empty line, a body, a line "%%".
-- "@@" in a body is another number each time. At the end one line of JSON, without the noise around it.
local requests, turn, thread_number = {}, 0, 0

function setup(thread)
  thread:set("id", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  local text = io.open(args[1]):read("*a")
  for block in text:gmatch("(.-)\n%%%%\n") do
    local head, body = block:match("^(.-)\n\n(.*)$")
    local method, path = head:match("^(%u+) (%S+)")
    local headers = {}
    for name, value in head:gmatch("\n([%w-]+): ([^\n]*)") do headers[name] = value end
    requests[#requests + 1] = {method = method, path = path, headers = headers, body = body ~= "" and body or nil}
  end
end

function request()
  turn = turn + 1
  local next = requests[(turn - 1) % #requests + 1]
  local body = next.body and next.body:gsub("@@", id .. "x" .. turn .. "x" .. os.time())
  return wrk.format(next.method, next.path, next.headers, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
