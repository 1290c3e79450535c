-- Asks for one path after the other, and tells what came of it in a line of JSON. Arguments: a file with a path a line,
-- then headers as name=value.
local paths, headers, at = {}, {}, 0

function init(args)
  for line in io.lines(args[1]) do
    paths[#paths + 1] = line
  end
  for i = 2, #args do
    local name, value = args[i]:match("^([^=]+)=(.*)$")
    headers[name] = value
  end
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], headers)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "failed": %d, "slow": %d}\n',
    summary.requests, summary.duration, summary.bytes, failed, latency:percentile(99)
  ))
end
