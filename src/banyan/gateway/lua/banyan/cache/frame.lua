-- What a frame includes.

local routes = require("banyan.routes")

local _M = {}

local INCLUDE = '()<!%-%-# include virtual="(/[!#-;=?-~]*)" %-%->()'

-- Nothing else may be asked in a visitor's name by a page.
local function route_of(target)
    local path = target:match("^[^?]*")
    local route = not routes.is_crooked(path) and routes.find(path)
    return route and not route.includes and route or nil
end

-- The texts between the includes, their targets, and in `asked` each target once, with its route in `routes`; false if
-- there are none.
local function cut(body)
    local found, at = { texts = {}, targets = {}, asked = {}, routes = {} }, 1
    local seen = {}
    for from, target, after in body:gmatch(INCLUDE) do
        found.texts[#found.texts + 1] = body:sub(at, from - 1)
        found.targets[#found.targets + 1] = target
        at = after
        if not seen[target] then
            seen[target] = true
            found.asked[#found.asked + 1] = target
            found.routes[target] = route_of(target)
        end
    end
    found.texts[#found.texts + 1] = body:sub(at)
    return at > 1 and found
end

-- The same of a part (banyan.cache.part). What is kept is split once a worker.
function _M.split(frame)
    local entry = frame.entry
    if not entry then
        return cut(frame.body)
    end
    if entry.split == nil then
        entry.split = cut(frame.body)
    end
    return entry.split
end

return _M
