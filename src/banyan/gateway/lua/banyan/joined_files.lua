-- Several static files as one answer, one after the other (checklist 55): /static/<folder>/??a.<hash>.css,b.<hash>.css
-- What is joined is kept as answers are: its names have hashes of the content in them, so it is never stale.

local answer = require("banyan.cache.answer")
local cache_status = require("banyan.cache.cache_status")
local requests = require("banyan.cache.request")
local store = require("banyan.cache.store")
local guarded = require("banyan.core.guarded")

local _M = {}

local var, now_of = ngx.var, ngx.now

-- After so long what nobody asks for makes room, also where there is some.
local SECONDS = 24 * 3600

local root, most_files, most_bytes, joinable, joints

-- The `joined` of resources.json. Called once, before any request.
function _M.configure(settings)
    root, joinable, joints = settings.root, settings.joinable, settings.joints
    most_files, most_bytes = settings.most_files, settings.most_bytes
end

-- The files' names below the static root, and their joint; or nil and the status of the refusal.
local function parse(target)
    local folder, list = target:match("^/static(/[^?]*)%?%?(.*)$")
    if not folder or folder:sub(-1) ~= "/" then
        return nil, 404
    end
    local names, kind = {}, nil
    for name in (list .. ","):gmatch("([^,]*),") do
        local its_kind = name:match("%.([^.]*)$")
        kind = kind or its_kind
        if its_kind ~= kind or not joints[kind] or #names == most_files then
            return nil, 400
        end
        names[#names + 1] = folder:sub(2) .. name
    end
    for index = 1, #names do
        if not ngx.re.find(names[index], joinable, "jo") then
            return nil, 404
        end
    end
    return names, joints[kind]
end

-- A file's content, which is no longer than `room`, with its last line ended; or nil and the status of the refusal.
local function read(name, room)
    local file = io.open(root .. "/" .. name, "rb")
    if not file then
        return nil, 404
    end
    -- nil without a message is the end of a file that is empty.
    local content, err = file:read(room + 1)
    file:close()
    if err then
        return nil, 404
    end
    content = content or ""
    if #content > room then
        return nil, 400
    end
    return content:sub(-1) == "\n" and content or content .. "\n", #content
end

local function join(names, joint)
    local contents, room = {}, most_bytes
    for index = 1, #names do
        local content, size = read(names[index], room)
        if not content then
            return nil, size
        end
        contents[index], room = content, room - size
    end
    return table.concat(contents, joint.between)
end

local function entry_of(body, joint, now)
    local etag = '"' .. ngx.md5(body) .. '"'
    return {
        status = 200,
        fields = { { "Content-Type", joint.content_type }, { "ETag", etag } },
        etag = etag,
        stored = now,
        age = 0,
        lifetime = SECONDS,
        size = #body,
    }
end

-- Returns the status of a refusal; ngx.OK where it has answered.
local respond = guarded(function()
    local method = ngx.req.get_method()
    if method ~= "GET" and method ~= "HEAD" then
        return 405
    end
    local names, joint = parse(var.request_uri)
    if not names then
        return joint
    end
    local request = var.banyan_particulars == "" and requests.PLAIN or requests.read()
    local now, key = now_of(), "/static/??" .. table.concat(names, ",")
    local entry = store.find(key)
    local body = entry and store.body(entry)
    if body then
        answer.send(entry, request, body, now)
        return ngx.OK
    end
    local status
    body, status = join(names, joint)
    if not body then
        return status
    end
    entry = entry_of(body, joint, now)
    store.keep(key, {}, nil, entry, body, SECONDS, now)
    answer.send(entry, request, body, now, cache_status.forwarded(nil, "uri-miss", nil, true))
    return ngx.OK
end)

-- In the content phase.
function _M.answer()
    local status = respond() or ngx.HTTP_INTERNAL_SERVER_ERROR
    if status ~= ngx.OK then
        return ngx.exit(status)
    end
end

return _M
