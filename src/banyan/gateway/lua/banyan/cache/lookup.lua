-- What there is for a request: in the store, from another request's flight, or in the place of a failure. `state` is
-- {key, request, method, route, target}; what is learned on the way is noted in it: entry, why, flight, collapsed.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local flight = require("banyan.cache.flight")
local keeping = require("banyan.cache.keeping")
local requests = require("banyan.cache.request")
local reuse = require("banyan.cache.reuse")
local second_level = require("banyan.cache.second_level")
local store = require("banyan.cache.store")

local _M = {}

local now_of = ngx.now

local function request_headers()
    return ngx.req.get_headers(0)
end

-- nil if there is none, or none for a request with credentials.
local function find(state)
    local entry = store.find(state.key, request_headers)
    if entry and state.request.authorization and not entry.shared then
        return nil
    end
    return entry
end

-- RFC 9211 section 2.2.
local function reason(entry, now)
    if not entry then
        return "uri-miss"
    end
    return reuse.judge(entry, requests.PLAIN, now) == "fresh" and "request" or "stale"
end

-- The entry, its body, and "fresh" or "stale" (while another is fetched); nil if there is none for this request.
function _M.in_store(state, now)
    local entry = find(state)
    state.entry = entry
    local verdict = entry and reuse.judge(entry, state.request, now)
    -- It may have been evicted.
    local body = verdict and store.body(entry)
    if not body then
        state.why = reason(entry, now)
        return nil
    end
    return entry, body, verdict
end

-- The entry that may be shown because no other is to be had, its body, and Cache-Status; nil if none may.
function _M.instead(state)
    if not state.entry and second_level.fetch(state.key, request_headers) then
        state.entry = find(state)
    end
    local entry, now = state.entry, now_of()
    local body = entry and reuse.for_error(entry, now) and store.body(entry)
    if body then
        return entry, body, cache_status.forwarded(entry.upstream_status, "stale")
    end
end

-- What another's flight has brought: an entry that came since then is as good as asked for now. A failure is shared
-- too, where nothing stands in for it.
local function brought(state, began, place)
    local now = now_of()
    state.entry = find(state)
    local entry = state.entry
    local is_fit = entry and reuse.judge(entry, state.request, now, began)
    if not is_fit then
        local failure = state.route and keeping.failure_since(state.key, began)
        if not failure and not flight.has_failed_since(place, began) then
            return nil
        end
        local body, told
        entry, body, told = _M.instead(state)
        if body then
            return entry, body, told, "stale"
        end
        if not failure then
            return nil
        end
        entry = failure
    end
    local body = store.body(entry)
    if body then
        return entry, body, cache_status.forwarded(entry.upstream_status, state.why, nil, false, true), "miss"
    end
end

-- What another gateway has fetched. The flight has ended then.
local function shared(state, began, place)
    if flight.goes_alone(place) or not second_level.fetch(state.key, request_headers) then
        return nil
    end
    local now = now_of()
    state.entry = find(state)
    local entry = state.entry
    local body = entry and reuse.judge(entry, state.request, now, began) and store.body(entry)
    if not body then
        return nil
    end
    if state.flight then
        flight.land(state.flight)
        state.flight = nil
    end
    return entry, body, cache_status.hit(entry, answer.age(entry, now), now) .. "; detail=redis", "hit"
end

-- What is asked for in part, or only if it is new, is for one client where nothing is there to compare.
local function may_wait(state, place)
    local request = state.request
    return state.method == "GET" and not flight.goes_alone(place)
        and (state.entry or state.route or not (request.range or request.none_match or request.modified_since))
end

-- One flight an answer: the entry that another's has brought, or another gateway, its body, Cache-Status, and what to
-- count; nil if this request has to fetch, with `state.flight`, its name, if others wait for it. An origin that takes
-- too long has failed as well as one that says so: no pile-up before it, where that can be helped.
function _M.by_flight(state, began)
    local place = store.place_of(state.key, request_headers)
    if not may_wait(state, place) then
        return shared(state, began, place)
    end
    local deadline = flight.deadline()
    repeat
        if flight.start(place) then
            state.flight = place
            return shared(state, began, place)
        end
        state.collapsed = true
        flight.await(place, deadline)
        local entry, body, told, outcome = brought(state, began, place)
        if body then
            return entry, body, told, outcome
        end
        -- By what it varies is known when the first has come.
        place = store.place_of(state.key, request_headers)
    until now_of() >= deadline or flight.goes_alone(place)
    if now_of() < deadline then
        return nil
    end
    local entry, body, told = _M.instead(state)
    return entry, body, told, "stale"
end

return _M
