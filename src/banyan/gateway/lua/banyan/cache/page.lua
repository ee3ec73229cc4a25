-- Pages of a frame and fragments: in the place of each `<!--# include virtual="…" -->` of the frame the answer of that
-- cached route. banyan.edge.Including is the same in Python; why it is not nginx' own: docs/decisions/cache.md.

local answer = require("banyan.cache.answer")
local composition = require("banyan.cache.composition")
local parts = require("banyan.cache.part")
local refresh = require("banyan.cache.refresh")
local requests = require("banyan.cache.request")
local routes = require("banyan.routes")
local switches = require("banyan.switches")

local _M = {}

local MOST_FRAGMENTS = 32
local INCLUDE = '()<!%-%-# include virtual="(/[!#-;=?-~]*)" %-%->()'
local MISSING = { status = 404, fields = {}, body = "" }

-- The texts between the includes, and their targets; nil if there are none.
local function split(body)
    local texts, targets, at = {}, {}, 1
    for from, target, after in body:gmatch(INCLUDE) do
        texts[#texts + 1] = body:sub(at, from - 1)
        targets[#targets + 1] = target
        at = after
    end
    texts[#texts + 1] = body:sub(at)
    return #targets > 0 and { texts = texts, targets = targets }
end

-- What is kept is split once a worker.
local function split_of(frame)
    local entry = frame.entry
    if not entry then
        return split(frame.body)
    end
    if entry.split == nil then
        entry.split = split(frame.body)
    end
    return entry.split
end

-- Nothing else may be asked in a visitor's name by a page.
local function route_of(target)
    local path = target:match("^[^?]*")
    local route = not routes.is_crooked(path) and routes.find(path)
    return route and not route.includes and route or nil
end

local function ask_for(target, asked, stale)
    local route = route_of(target)
    if not route then
        return { part = MISSING }
    end
    local state = routes.state(route, target, asked.authorization and { authorization = true } or requests.PLAIN)
    state.method = "GET"
    state.passes = routes.is_passed_by(route) or switches.bypasses(route.name)
    return { name = route.name, thread = ngx.thread.spawn(parts.obtain, state, stale) }
end

-- {target = part}, each asked for once, and those that have to be fetched at the same time. What is missing in them is
-- noted in `degraded`, under `name` where it has none.
local function fragments_of(targets, name, asked, degraded, stale)
    local found, order, pending = {}, {}, {}
    for _, target in ipairs(targets) do
        if not pending[target] then
            order[#order + 1] = target
            pending[target] = #order <= MOST_FRAGMENTS and ask_for(target, asked, stale) or { part = MISSING }
        end
    end
    if #order > MOST_FRAGMENTS then
        degraded[#degraded + 1] = name
    end
    for index = 1, math.min(#order, MOST_FRAGMENTS) do
        local each = pending[order[index]]
        if each.thread then
            local ok, part = ngx.thread.wait(each.thread)
            each.part = ok and part or MISSING
        end
        local missing = parts.value(each.part, "banyan-degraded")
            or not parts.is_there(each.part) and (each.name or name)
        degraded[#degraded + 1] = missing or nil
    end
    for target, each in pairs(pending) do
        found[target] = each.part
    end
    return found
end

local function page_of(frame, name, asked, stale)
    local found = parts.is_page(frame) and split_of(frame)
    if not found then
        return { status = frame.status, fields = frame.fields, etag = parts.value(frame, "etag"), body = frame.body }
    end
    local degraded = { parts.value(frame, "banyan-degraded") }
    local fragments = fragments_of(found.targets, name, asked, degraded, stale)
    return composition.page(frame, fragments, found, degraded)
end

-- Answers a request to a frame, in the access phase.
function _M.answer(state)
    local asked, stale = state.request, {}
    state.request = requests.of_the_whole(asked)
    local frame = parts.obtain(state, stale)
    if frame.is_cut then
        return ngx.exit(frame.status < 500 and 502 or frame.status)
    end
    answer.send_page(page_of(frame, state.route.name, asked, stale), asked, frame)
    if #stale > 0 then
        refresh.after_answer(stale)
    end
    return ngx.exit(ngx.HTTP_OK)
end

return _M
