-- Pages of a frame and fragments: in the place of each `<!--# include virtual="…" -->` of the frame the answer of that
-- cached route. banyan.edge.Including is the same in Python; why it is not nginx' own: docs/decisions/cache.md.

local answer = require("banyan.cache.answer")
local composition = require("banyan.cache.composition")
local counts = require("banyan.cache.counts")
local parts = require("banyan.cache.part")
local refresh = require("banyan.cache.refresh")
local requests = require("banyan.cache.request")
local routes = require("banyan.routes")
local switches = require("banyan.switches")

local _M = {}

local MOST_FRAGMENTS = 32
local INCLUDE = '()<!%-%-# include virtual="(/[!#-;=?-~]*)" %-%->()'
local WHOLE = {}

-- Nothing else may be asked in a visitor's name by a page.
local function route_of(target)
    local path = target:match("^[^?]*")
    local route = not routes.is_crooked(path) and routes.find(path)
    return route and not route.includes and route or nil
end

-- The texts between the includes, their targets, and in `asked` each target once, with its route in `routes`; false if
-- there are none.
local function split(body)
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

local function state_of(target, route, asked)
    local state = routes.state(route, target, asked.authorization and { authorization = true } or requests.PLAIN)
    state.method = "GET"
    state.passes = routes.is_passed_by(route) or switches.bypasses(route.name)
    return state
end

-- {target = part} of the first so many; those that have to be fetched are at the same time. What is missing in them is
-- noted in `degraded`, under `name` where it has none.
local function fragments_of(found, name, asked, degraded, stale)
    local fragments, threads = {}, {}
    for index, target in ipairs(found.asked) do
        local route = index <= MOST_FRAGMENTS and found.routes[target]
        threads[index] = route and ngx.thread.spawn(parts.obtain, state_of(target, route, asked), stale)
    end
    if #found.asked > MOST_FRAGMENTS then
        degraded[#degraded + 1] = name
    end
    for index, target in ipairs(found.asked) do
        local ok, part = false, nil
        if threads[index] then
            ok, part = ngx.thread.wait(threads[index])
        end
        fragments[target] = ok and part or parts.MISSING
        local route = found.routes[target]
        local missing = fragments[target].degraded or not fragments[target].is_there and (route and route.name or name)
        degraded[#degraded + 1] = index <= MOST_FRAGMENTS and missing or nil
    end
    return fragments
end

local function as_it_is(frame)
    return { status = frame.status, fields = frame.fields, etag = parts.value(frame, "etag"), body = frame.body }
end

local function page_of(frame, name, asked, stale)
    local found = frame.is_page and split_of(frame)
    if not found then
        return as_it_is(frame)
    end
    local degraded = { frame.degraded }
    local fragments = fragments_of(found, name, asked, degraded, stale)
    return composition.page(frame, fragments, found, degraded)
end

-- Of the fragments that are all in the store; nil otherwise.
local function kept_fragments(found, asked, now)
    local fragments = {}
    for _, target in ipairs(found.asked) do
        local route = found.routes[target]
        local state = route and state_of(target, route, asked)
        local part = state and not state.passes and parts.kept(state, now)
        if not part or not part.is_there or part.degraded then
            return nil
        end
        fragments[target] = part
    end
    return fragments
end

-- Answers a request to a frame where that takes no more than fresh entries, in any phase. Whether it has.
function _M.answer_hit(state)
    local asked, now = state.request, ngx.now()
    state.request = requests.of_the_whole(asked)
    local frame, told = parts.kept(state, now)
    local found = frame and frame.is_page and not frame.degraded and split_of(frame)
    local fragments = found and #found.asked <= MOST_FRAGMENTS and kept_fragments(found, asked, now)
    if not fragments then
        return false
    end
    answer.send_page(composition.page(frame, fragments, found, WHOLE), asked, frame, told)
    counts.add(state.route.name, "hit")
    for _, target in ipairs(found.asked) do
        counts.add(found.routes[target].name, "hit")
    end
    return true
end

-- Answers a request to a frame, in the access phase.
function _M.answer(state)
    local asked, stale = state.request, {}
    state.request = requests.of_the_whole(asked)
    local frame, told = parts.obtain(state, stale)
    if frame.is_cut then
        return ngx.exit(frame.status < 500 and 502 or frame.status)
    end
    answer.send_page(page_of(frame, state.route.name, asked, stale), asked, frame, told)
    if #stale > 0 then
        refresh.after_answer(stale)
    end
    return ngx.exit(ngx.HTTP_OK)
end

return _M
