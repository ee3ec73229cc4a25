-- A few of Redis' commands by its protocol (RESP 2), with one deadline for all of a call and a bound on its answers.

local _M = {}

local concat, find, sub = table.concat, string.find, string.sub

-- Of each worker.
local CONNECTIONS, IN_LINE = 32, 256
local IDLE_MILLISECONDS = 60000
local PART, LONGEST_LINE = 65536, 1024
local STRANGE = "not an answer of Redis"

local function milliseconds_until(deadline)
    return math.ceil((deadline - ngx.now()) * 1000)
end

local function set_timeout(connection)
    local left = milliseconds_until(connection.deadline)
    if left <= 0 then
        return nil, "timeout"
    end
    connection.socket:settimeouts(left, left, left)
    return true
end

local function send(connection, commands)
    local parts = {}
    for _, command in ipairs(commands) do
        parts[#parts + 1] = "*" .. #command .. "\r\n"
        for _, word in ipairs(command) do
            parts[#parts + 1] = "$" .. #word .. "\r\n"
            parts[#parts + 1] = word
            parts[#parts + 1] = "\r\n"
        end
    end
    local ok, err = set_timeout(connection)
    if not ok then
        return nil, err
    end
    return connection.socket:send(parts)
end

-- Until there are so many bytes to look at.
local function fill(connection, size)
    local parts, length = { connection.buffer }, #connection.buffer
    while length < size do
        local part
        local ok, err = set_timeout(connection)
        if ok then
            part, err = connection.socket:receiveany(PART)
        end
        if not part then
            return nil, err
        end
        parts[#parts + 1] = part
        length = length + #part
    end
    connection.buffer = concat(parts)
    return true
end

local function read_line(connection)
    while true do
        local stop = find(connection.buffer, "\r\n", 1, true)
        if stop then
            local line = sub(connection.buffer, 1, stop - 1)
            connection.buffer = sub(connection.buffer, stop + 2)
            return line
        end
        if #connection.buffer > LONGEST_LINE then
            return nil, STRANGE
        end
        local ok, err = fill(connection, #connection.buffer + 1)
        if not ok then
            return nil, err
        end
    end
end

local function read_bulk(connection, size)
    if not size then
        return nil, STRANGE
    elseif size < 0 then
        return false
    elseif size > connection.largest then
        -- Not read; nor is what comes after it.
        connection.is_spent = true
        return false
    end
    local ok, err = fill(connection, size + 2)
    if not ok then
        return nil, err
    end
    local value = sub(connection.buffer, 1, size)
    connection.buffer = sub(connection.buffer, size + 3)
    return value
end

local function read_reply(connection)
    local line, err = read_line(connection)
    if not line then
        return nil, err
    end
    local kind, rest = sub(line, 1, 1), sub(line, 2)
    if kind == "$" then
        return read_bulk(connection, tonumber(rest))
    elseif kind == "-" then
        connection.refusal = connection.refusal or rest
        return false
    elseif kind == "+" or kind == ":" then
        return rest
    end
    return nil, STRANGE
end

-- lua-resty-core may end a handshake that failed at once by an assertion (its issue 499).
local function secure(socket, name)
    local ok, session, err = pcall(socket.sslhandshake, socket, nil, name, true)
    return ok and session, err or not ok and session
end

local function connect(server, connection)
    local ok, err = set_timeout(connection)
    if not ok then
        return nil, err
    end
    local options = { pool = server.pool, pool_size = CONNECTIONS, backlog = IN_LINE }
    if server.path then
        ok, err = connection.socket:connect("unix:" .. server.path, options)
    else
        ok, err = connection.socket:connect(server.address, server.port, options)
    end
    if not ok then
        return nil, err
    end
    connection.is_new = connection.socket:getreusedtimes() == 0
    if connection.is_new and server.tls then
        return secure(connection.socket, server.name)
    end
    return true
end

-- What a new connection begins with.
local function greeting(server)
    local commands = {}
    if server.password ~= "" then
        commands[1] = { "AUTH", server.username ~= "" and server.username or "default", server.password }
    end
    if server.database ~= 0 then
        commands[#commands + 1] = { "SELECT", tostring(server.database) }
    end
    return commands
end

local function exchange(server, connection, commands)
    local ok, err = connect(server, connection)
    if not ok then
        return nil, err
    end
    local all, replies = connection.is_new and greeting(server) or {}, {}
    local first = #all + 1
    for _, command in ipairs(commands) do
        all[#all + 1] = command
    end
    ok, err = send(connection, all)
    for index = 1, ok and #all or 0 do
        local reply
        reply, err = read_reply(connection)
        if reply == nil or index < first and connection.refusal then
            return nil, err or connection.refusal
        end
        replies[index - first + 1] = reply
        if connection.is_spent then
            break
        end
    end
    return ok and replies, err
end

-- The replies to `commands`, lists of strings: a string, or false for what there is not, or what is larger than
-- `largest` bytes; with the latter the rest are missing. nil and why not: by `deadline` (ngx.now()) there was none, or
-- Redis refused a command. `server`: {pool (a name), path or address and port, tls, name, username, password,
-- database}.
function _M.call(server, commands, deadline, largest)
    local connection = { socket = ngx.socket.tcp(), deadline = deadline, largest = largest, buffer = "" }
    local replies, err = exchange(server, connection, commands)
    if replies and not connection.is_spent and connection.buffer == "" then
        connection.socket:setkeepalive(IDLE_MILLISECONDS)
    else
        connection.socket:close()
    end
    if connection.refusal then
        return nil, connection.refusal
    end
    return replies, err
end

return _M
