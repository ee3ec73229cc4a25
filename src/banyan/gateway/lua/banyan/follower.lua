-- What the site's log of invalidations has to tell, asked for again and again by one worker for all of this node
-- (docs/decisions/coherence.md, "For the gateway").

local cjson = require("cjson.safe")
local positions = require("banyan.cache.positions")
local report = require("banyan.core.report")

local _M = {}

-- Seconds that a node keeps a question which it has no news for; and after one that failed.
local WAIT, PAUSE = 10, 0.2
-- Milliseconds after which a waiting worker looks whether it has to go.
local GLANCE = 500
local REQUEST = "GET /_banyan/stream?position=%d&wait=%d HTTP/1.0\r\nHost: banyan\r\n\r\n"

local path

-- `socket`: where nginx passes on to an app node what is asked; nil for a site without nodes of ours.
function _M.configure(socket)
    path = socket
end

local function connect()
    local socket = ngx.socket.tcp()
    socket:settimeouts(1000, 1000, GLANCE)
    local ok, err = socket:connect("unix:" .. path)
    return ok and socket, err
end

-- All that comes until the other end closes; nil and why not, or nil alone if this worker has to go.
local function read(socket)
    local parts, deadline = {}, ngx.now() + 2 * WAIT
    repeat
        local all, err, part = socket:receive("*a")
        parts[#parts + 1] = all or part
        if all or err ~= "timeout" then
            return all and table.concat(parts), err
        end
    until ngx.worker.exiting() or ngx.now() > deadline
    return nil, not ngx.worker.exiting() and "timeout" or nil
end

local function ask(position)
    local socket, err = connect()
    if not socket then
        return nil, err
    end
    local answer
    answer, err = socket:send(REQUEST:format(position, WAIT))
    if answer then
        answer, err = read(socket)
    end
    socket:close()
    return answer, err
end

-- {position, gap, invalidations}, or nil and why not.
local function news(position)
    local answer, err = ask(position)
    if not answer then
        return nil, err
    end
    local status, body = answer:match("^HTTP/1%.%d (%d+).-\r\n\r\n(.*)$")
    if status ~= "200" then
        return nil, "status " .. tostring(status)
    end
    return cjson.decode(body)
end

local function take(part)
    local invalidations = {}
    for index, each in ipairs(part.invalidations) do
        invalidations[index] = { position = each[1], tags = each[2] }
    end
    positions.apply(part.position, part.gap, invalidations)
end

local function follow(premature)
    if premature then
        return
    end
    local ok, part, err = pcall(news, positions.applied())
    if ok and part then
        ok, err = pcall(take, part)
    elseif not ok then
        err = part
    end
    if ngx.worker.exiting() then
        return
    end
    if not ok then
        report.fault(err)
    end
    ngx.timer.at(ok and part and 0 or PAUSE, follow)
end

-- In each worker as it begins: the first one follows.
function _M.start()
    if path and ngx.worker.id() == 0 then
        ngx.timer.at(0, follow)
    end
end

return _M
