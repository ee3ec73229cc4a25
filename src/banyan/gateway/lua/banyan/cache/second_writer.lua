-- What is on its way to the second level: done one after the other, when the answers have gone. A worker that ends
-- leaves the rest undone, and what is too much is not done either.

local report = require("banyan.core.report")
local second_level = require("banyan.cache.second_level")

local _M = {}

-- Of a worker. A body is never too much for an empty queue.
local MOST, MOST_BYTES = 256, 16 * 1024 * 1024

local first, last, bytes = 1, 0, 0
local jobs, is_running = {}, false

local function drain(premature)
    while first <= last do
        local job = jobs[first]
        jobs[first] = nil
        first, bytes = first + 1, bytes - job.size
        if not premature and not ngx.worker.exiting() then
            local ok, err = pcall(job.step, job.subject)
            if not ok then
                report.fault(err)
            end
        end
    end
    is_running = false
end

local function add(step, subject, size)
    local waiting = last - first + 1
    if waiting >= MOST or waiting > 0 and bytes + size > MOST_BYTES then
        return
    end
    last, bytes = last + 1, bytes + size
    jobs[last] = { step = step, subject = subject, size = size }
    is_running = is_running or ngx.timer.at(0, drain) == true
end

-- What is validated before each use is of little use to others, and would be written at each.
local function is_worth_it(entry)
    return not entry.checked and entry.lifetime + math.max(entry.stale, entry.stale_if_error) > entry.age
end

-- As store.keep, with the body in any case.
function _M.keep(key, names, headers, entry, body, seconds, asked)
    if second_level.is_on() and is_worth_it(entry) then
        add(second_level.write, {
            key = key, names = names, headers = #names > 0 and headers(), entry = entry, body = body,
            ends = ngx.now() + seconds, asked = asked,
        }, #body)
    end
end

-- As store.forget.
function _M.forget(key)
    if second_level.is_on() then
        add(second_level.delete, key, 0)
    end
end

return _M
