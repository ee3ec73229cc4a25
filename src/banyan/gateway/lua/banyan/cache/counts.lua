-- What came of requests to cached routes: counted by each worker for itself, and once a second for all of them.

local _M = {}

local dict = ngx.shared.banyan_counts

local EVERY = 1
-- By route, the counts by outcome since they were last added to what all workers share.
local own = {}

-- `route`: a name out of the site's table, so there are no more of them than it has; `outcome`: one of the four.
function _M.add(route, outcome)
    local counts = own[route]
    if not counts then
        counts = { hit = 0, stale = 0, miss = 0, bypass = 0 }
        own[route] = counts
    end
    counts[outcome] = counts[outcome] + 1
end

-- To what all workers share. A count that finds no room there is not lost, but waits.
function _M.share()
    for route, counts in pairs(own) do
        for outcome, count in pairs(counts) do
            local key = outcome .. " " .. route
            dict:safe_add(key, 0)
            if count > 0 and dict:incr(key, count) then
                counts[outcome] = 0
            end
        end
    end
end

-- In each worker as it begins.
function _M.start()
    ngx.timer.every(EVERY, _M.share)
end

-- {{route, outcome, count}, …} of all workers, in order, as of a second ago.
function _M.all()
    local found = {}
    local keys = dict:get_keys(0)
    table.sort(keys)
    for index, key in ipairs(keys) do
        local outcome, route = key:match("^(%l+) (.*)$")
        found[index] = { route, outcome, dict:get(key) or 0 }
    end
    return found
end

return _M
