-- Pages that a worker has put together of fresh entries, to be sent again until anything changes that they are made of.

local lrucache = require("resty.lrucache")
local positions = require("banyan.cache.positions")
local routes = require("banyan.routes")
local store = require("banyan.cache.store")
local vary = require("banyan.cache.vary")

local _M = {}

-- Pages, and by each frame what tells its pages apart: 16 MB at most.
local REMEMBERED, LARGEST = 256, 64 * 1024
-- What a route's own cookies say stands for the field.
local COOKIE = { cookie = true }

local memory

local function remembered()
    memory = memory or assert(lrucache.new(REMEMBERED))
    return memory
end

local function key_of(key, distinction)
    local cookies = distinction.cookies and routes.said_by_cookies(distinction.cookies) or ""
    return key .. "\n" .. cookies .. "\n" .. vary.key(distinction.names, ngx.req.get_headers(0))
end

-- To be asked before the entries are looked up: what is found later may be newer than this, never older.
function _M.moment()
    return { store = store.changes(), version = positions.version() }
end

local function holds(page, now)
    return now < page.ends and page.moment.store == store.changes() and page.moment.version == positions.version()
end

-- The page for a request without particulars to the frame of that key; nil if it has to be put together.
function _M.find(key, now)
    local distinction = remembered():get(key)
    local page = distinction and remembered():get(key_of(key, distinction))
    return page and holds(page, now) and page or nil
end

-- {names, cookies}: the request's fields and cookies that make a difference. nil if there are too many.
local function distinction_of(parts)
    local lines, cookies = {}, {}
    for index, part in ipairs(parts) do
        local own = part.route.cookies
        local names = vary.names(part.vary, own and COOKIE)
        if not names then
            return nil
        end
        lines[index] = table.concat(names, ",")
        for _, name in ipairs(own or {}) do
            cookies[#cookies + 1] = name
        end
    end
    local names = vary.names(lines)
    return names and { names = names, cookies = #cookies > 0 and cookies or nil }
end

-- `page`: with what it `ends` and the `moment` from before its `parts` {{route, vary}, …} were looked up.
function _M.keep(key, page, parts)
    local distinction = #page.body <= LARGEST and distinction_of(parts)
    if distinction then
        remembered():set(key, distinction)
        remembered():set(key_of(key, distinction), page)
    end
end

return _M
