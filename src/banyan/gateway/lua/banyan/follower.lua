-- What the site's log of invalidations has to tell, and how its switches stand, asked for again and again by one worker
-- for all of this node (docs/decisions/coherence.md, "For the gateway").

local cjson = require("cjson.safe")
local positions = require("banyan.cache.positions")
local report = require("banyan.core.report")
local switches = require("banyan.switches")

local _M = {}

-- Seconds that a node keeps a question which it has no news for. A node that was frozen is given up after one more.
local WAIT = 2
-- Seconds from a question that failed, or was answered in less than that with nothing new, to the next one.
local PAUSE = 0.2
-- Milliseconds after which a waiting worker looks whether it has to go, or has waited too long.
local GLANCE = 500
-- Seconds without an answer after which it is told: that a site starts is nothing to tell of.
local PATIENCE = 5
-- A thousand invalidations, as many as come at once, take less.
local MOST_BYTES = 32 * 1024 * 1024
-- What a worker asks in one go: nginx gives back a timer's memory only at its end.
local MOST_QUESTIONS = 1000
local REQUEST = "GET /_banyan/stream?position=%d&control=%d&wait=%d HTTP/1.0\r\nHost: banyan\r\n\r\n"

local path
local is_asking, is_silent, answered_at = false, false, nil

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

-- Whether a write is known of that the node which is asked has not told in all the time from one glance to the next: it
-- is frozen, or behind. Another may not be.
local function is_late(newest_before)
    return newest_before > positions.applied()
end

-- All that comes until the other end closes; nil and why not, or nil alone if this worker has to go.
local function read(socket)
    local parts, size, deadline = {}, 0, ngx.now() + WAIT + 1
    while not ngx.worker.exiting() do
        local newest = positions.newest()
        local part, err = socket:receiveany(65536)
        if part then
            size = size + #part
            parts[#parts + 1] = part
        elseif err == "closed" then
            return table.concat(parts)
        elseif err ~= "timeout" then
            return nil, err
        end
        if size > MOST_BYTES then
            return nil, "too large an answer"
        elseif ngx.now() > deadline or not part and is_late(newest) then
            return nil, "timeout"
        end
    end
    return nil
end

local function ask(position, version)
    local socket, err = connect()
    if not socket then
        return nil, err
    end
    local answer
    answer, err = socket:send(REQUEST:format(position, version, WAIT))
    if answer then
        answer, err = read(socket)
    end
    socket:close()
    return answer, err
end

local function is_position(value)
    return type(value) == "number" and value >= -1 and value < 2 ^ 53 and value % 1 == 0
end

-- What is not as the app nodes say it (banyan.control.StreamController) is taken as a whole or not at all.
local function checked(part)
    assert(type(part) == "table" and is_position(part.position) and type(part.gap) == "boolean", "no news")
    assert(type(part.invalidations) == "table", "no invalidations")
    local invalidations, before = {}, -1
    for index, each in ipairs(part.invalidations) do
        local position, tags = unpack(each)
        assert(is_position(position) and position > before and position <= part.position, "no position")
        assert(type(tags) == "table", "no tags")
        for _, tag in ipairs(tags) do
            assert(type(tag) == "string", "no tag")
        end
        invalidations[index] = { position = position, tags = tags }
        before = position
    end
    return part.position, part.gap, invalidations
end

-- Whether there was an answer; if not, why, or nothing if this worker has to go.
local function take_news()
    local answer, err = ask(positions.applied(), switches.version())
    if not answer then
        return false, err
    end
    local status, body = answer:match("^HTTP/1%.%d (%d%d%d).-\r\n\r\n(.*)$")
    if status ~= "200" then
        return false, "status " .. tostring(status)
    end
    local part
    part, err = cjson.decode(body)
    if not part then
        return false, err
    end
    local position, gap, invalidations = checked(part)
    if type(part.control) == "table" then
        switches.take(part.control)
    end
    positions.apply(position, gap, invalidations)
    return true
end

local function note_answer()
    answered_at = ngx.now()
    if is_silent then
        is_silent = false
        report.fault("following the site's changes again")
    end
end

local function note_failure(err)
    if not is_silent and ngx.now() - answered_at > PATIENCE then
        is_silent = true
        report.fault("cannot follow the site's changes: " .. tostring(err))
    end
end

-- Whether to ask on at once: a node that never waits must not keep this worker busy.
local function ask_and_take()
    local applied, version, began = positions.applied(), switches.version(), ngx.now()
    local ok, answered, err = pcall(take_news)
    if not ok or not answered then
        note_failure(ok and err or answered)
        return false
    end
    note_answer()
    return positions.applied() > applied or switches.version() > version or ngx.now() - began > PAUSE
end

local function follow(premature)
    if premature or is_asking then
        return
    end
    is_asking = true
    for _ = 1, MOST_QUESTIONS do
        if not ask_and_take() or ngx.worker.exiting() then
            break
        end
    end
    is_asking = false
end

-- In each worker as it begins: the first one follows.
function _M.start()
    if not path then
        return
    end
    switches.start()
    if ngx.worker.id() == 0 then
        answered_at = ngx.now()
        -- Again and again, whatever became of the one before.
        ngx.timer.every(PAUSE, follow)
    end
end

return _M
