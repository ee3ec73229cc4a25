-- Paths of a file, line by line: the file's name is the argument.
local paths, number = {}, 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        paths[#paths + 1] = line
    end
end

function request()
    number = number % #paths + 1
    return wrk.format("GET", paths[number])
end
