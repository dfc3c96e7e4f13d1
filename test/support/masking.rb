# Masks lines as Fluentd's record_modifier does, by the configuration of the aggregators.
# Reads {"config": text, "lines": [...]} and writes the masked lines, both as JSON.
require "json"

given = JSON.parse($stdin.read)

# What Fluentd makes of a value: in single quotes only these two are escaped.
literal = lambda do |text|
  text.start_with?("'") ? text[1..-2].gsub(/\\(['\\])/) { $1 } : text
end

section = given.fetch("config")[/<filter kube\.\*\*.*?<\/filter>/m]
rules = section.scan(/^\s*expression (.*)\n\s*replace (.*)$/).map do |expression, replace|
  [Regexp.compile(literal.call(expression)[1..-2]), literal.call(replace)]
end
abort "the configuration has no rule" if rules.empty?

masked = given.fetch("lines").map do |line|
  rules.reduce(line) { |text, (expression, replace)| text.gsub(expression, replace) }
end
puts JSON.generate(masked)
