-- One request fetches an answer, the others of all workers wait for it. A flight is a key in the shared dictionary,
-- which goes by itself should its worker die. Its name is `store.place_of` the answer.

local semaphore = require("ngx.semaphore")

local _M = {}

local dict = ngx.shared.banyan_cache

local FLIGHT, PRIVATE, FAILED = "l", "u", "x"
-- For so long an address whose answer was not to be kept makes nobody wait.
local PRIVATE_SECONDS = 10
-- For so long those who waited hear of it.
local FAILED_SECONDS = 2
local FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.05
-- nginx waits for whole milliseconds. For less it would not wait at all, and its clock would stand still for as long as
-- somebody asks again.
local SHORTEST_WAIT = 0.001

local seconds = 10
-- Of this worker: {key = {semaphore, count}}.
local waiting = {}

function _M.configure(wait)
    seconds = wait
end

-- Whether this request is now the one that fetches.
function _M.start(key)
    local is_new, err = dict:add(FLIGHT .. key, true, seconds)
    -- Where there is no room there is nobody to wait for.
    return is_new or err ~= "exists"
end

function _M.land(key)
    dict:delete(FLIGHT .. key)
end

-- The answer is for nobody else: the others need not wait, nor those that come next.
function _M.part(key)
    dict:set(PRIVATE .. key, true, PRIVATE_SECONDS)
    dict:delete(FLIGHT .. key)
end

function _M.goes_alone(key)
    return dict:get(PRIVATE .. key) ~= nil
end

-- The origin has failed, and who has something else to show need not ask it.
function _M.fail(key)
    dict:set(FAILED .. key, ngx.now(), FAILED_SECONDS)
end

function _M.has_failed_since(key, moment)
    return (dict:get(FAILED .. key) or 0) >= moment
end

-- When a request that begins now stops waiting.
function _M.deadline()
    return ngx.now() + seconds
end

local function watch(key, deadline)
    local pause = FIRST_PAUSE
    while dict:get(FLIGHT .. key) and ngx.now() < deadline do
        ngx.sleep(pause)
        pause = math.min(pause * 1.5, LONGEST_PAUSE)
    end
end

-- Until the flight has ended, or the deadline. One request of a worker looks, the others sleep.
function _M.await(key, deadline)
    local group = waiting[key]
    if group then
        group.count = group.count + 1
        group.semaphore:wait(math.max(SHORTEST_WAIT, deadline - ngx.now()))
        return
    end
    group = { semaphore = semaphore.new(), count = 0 }
    waiting[key] = group
    watch(key, deadline)
    waiting[key] = nil
    if group.count > 0 then
        group.semaphore:post(group.count)
    end
end

return _M
