-- Pages of a frame and fragments: in the place of each `<!--# include virtual="…" -->` of the frame the answer of that
-- cached route. banyan.edge.Including is the same in Python; why it is not nginx' own: docs/decisions/cache.md.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local composition = require("banyan.cache.composition")
local counts = require("banyan.cache.counts")
local frames = require("banyan.cache.frame")
local parts = require("banyan.cache.part")
local refresh = require("banyan.cache.refresh")
local remembered = require("banyan.cache.remembered")
local requests = require("banyan.cache.request")
local routes = require("banyan.routes")
local switches = require("banyan.switches")

local _M = {}

local MOST_FRAGMENTS = 32
local WHOLE = {}

local function passes(route)
    return routes.is_passed_by(route) or switches.bypasses(route.name)
end

local function state_of(target, route, asked)
    local state = routes.state(route, target, asked.authorization and { authorization = true } or requests.PLAIN)
    state.method = "GET"
    state.passes = passes(route)
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
    local found = frame.is_page and frames.split(frame)
    if not found then
        return as_it_is(frame)
    end
    local degraded = { frame.degraded }
    local fragments = fragments_of(found, name, asked, degraded, stale)
    return composition.page(frame, fragments, found, degraded)
end

-- Of the fragments that are all in the store, and the states that they were found by; nil otherwise.
local function kept_fragments(found, asked, now)
    local fragments, states = {}, {}
    for index, target in ipairs(found.asked) do
        local route = found.routes[target]
        local state = route and state_of(target, route, asked)
        local part = state and not state.passes and parts.kept(state, now)
        if not part or not part.is_there or part.degraded then
            return nil
        end
        fragments[target], states[index] = part, state
    end
    return fragments, states
end

-- The first moment at which a part is not fresh any more.
local function ends_of(frame, fragments, now)
    local function ends(part)
        return now + part.entry.lifetime - answer.age(part.entry, now)
    end
    local first = ends(frame)
    for _, part in pairs(fragments) do
        first = math.min(first, ends(part))
    end
    return first
end

-- The page of nothing but fresh entries, nil if there is none.
local function kept_page(state, asked, now)
    local moment = remembered.moment()
    local frame = parts.kept(state, now)
    local found = frame and frame.is_page and not frame.degraded and frames.split(frame)
    if not found or #found.asked > MOST_FRAGMENTS then
        return nil
    end
    local fragments, states = kept_fragments(found, asked, now)
    if not fragments then
        return nil
    end
    local page = composition.page(frame, fragments, found, WHOLE)
    page.entry, page.states, page.moment = frame.entry, states, moment
    page.ends = ends_of(frame, fragments, now)
    if asked.is_plain then
        remembered.keep(state, page)
    end
    return page
end

local function remembered_page(state, asked, now)
    local page = asked.is_plain and remembered.find(state.key, now)
    for index = 1, page and #page.states or 0 do
        if passes(page.states[index].route) then
            return nil
        end
    end
    return page
end

-- Answers a request to a frame where that takes no more than fresh entries, in any phase. Whether it has.
function _M.answer_hit(state)
    local asked, now = state.request, ngx.now()
    state.request = requests.of_the_whole(asked)
    local page = remembered_page(state, asked, now) or kept_page(state, asked, now)
    if not page then
        return false
    end
    local entry = page.entry
    answer.send_page(page, asked, entry, cache_status.hit(entry, answer.age(entry, now), now))
    counts.add(state.route.name, "hit")
    for index = 1, #page.states do
        counts.add(page.states[index].route.name, "hit")
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
    answer.send_page(page_of(frame, state.route.name, asked, stale), asked, frame.entry, told)
    if #stale > 0 then
        refresh.after_answer(stale)
    end
    return ngx.exit(ngx.HTTP_OK)
end

return _M
