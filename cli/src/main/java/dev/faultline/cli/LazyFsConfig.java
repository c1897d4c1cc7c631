package dev.faultline.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * LazyFS's configuration in TOML, and the lines that it takes from its pipe, and the rules and
 * commands that do the same. Commands come as remarks, since they are none of the rules.
 */
final class LazyFsConfig {
  private static final Pattern SECTION = Pattern.compile("(\\[\\[?)\\s*([^\\]]+?)\\s*(\\]\\]?)");
  private static final Pattern FIELD = Pattern.compile("([\\w.-]+)\\s*=\\s*(.+)");
  private static final Set<String> OPERATIONS =
      Set.of(
          "unlink",
          "truncate",
          "fsync",
          "write",
          "create",
          "access",
          "open",
          "read",
          "rename",
          "link",
          "symlink");

  private final List<String> lines = new ArrayList<>();

  private LazyFsConfig() {}

  /**
   * The rules, a line each, and remarks.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static List<String> rules(String text) {
    LazyFsConfig config = new LazyFsConfig();
    String section = "";
    Map<String, String> injection = null;
    int begun = 0;
    int number = 0;
    for (String raw : text.split("\\R", -1)) {
      number++;
      String line = withoutRemark(raw).strip();
      if (line.isEmpty()) {
        continue;
      }
      Matcher heading = SECTION.matcher(line);
      Matcher field = FIELD.matcher(line);
      if (line.startsWith("lazyfs::")) {
        config.command(number, line);
      } else if (heading.matches()) {
        config.injection(begun, injection);
        section = heading.group(2);
        begun = number;
        injection = section.equals("injection") ? new LinkedHashMap<>() : null;
      } else if (field.matches()) {
        if (injection != null) {
          injection.put(field.group(1), value(field.group(2)));
        } else {
          config.lines.add("# " + section + "." + field.group(1) + ": " + setting(field.group(1)));
        }
      } else {
        throw new IllegalArgumentException(
            "line " + number + ": expected a section, a field or lazyfs::…, not " + line);
      }
    }
    config.injection(begun, injection);
    return config.lines;
  }

  private static String withoutRemark(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      if (!quoted && line.charAt(i) == '#') {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private static String value(String text) {
    String bare = text.strip();
    if (bare.startsWith("[") && bare.endsWith("]")) {
      return bare.substring(1, bare.length() - 1).replaceAll("\\s", "");
    }
    return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
        ? bare.substring(1, bare.length() - 1)
        : bare;
  }

  private static String setting(String name) {
    return switch (name) {
      case "fifo_path", "fifo_path_completed" ->
          "commands are ./faultline disk crash, checkpoint, unsynced and fault, each answered";
      case "log_all_operations", "logfile" -> "./faultline disk unsynced and fault list say it";
      default -> "nothing is held back here, so no cache has a size";
    };
  }

  private void command(int number, String line) {
    String[] parts = line.split("::");
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 2; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0) {
        throw wrong(number, "expected NAME=VALUE, not " + parts[i]);
      }
      fields.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    switch (parts[1]) {
      case "clear-cache" ->
          lines.add("# ./faultline disk crash MOUNTPOINT --profile all-unsynced-lost");
      case "cache-checkpoint" -> lines.add("# ./faultline disk checkpoint MOUNTPOINT");
      case "display-cache-usage", "unsynced-data-report" ->
          lines.add("# ./faultline disk unsynced MOUNTPOINT");
      case "help" -> lines.add("# ./faultline disk --help");
      case "crash" -> lines.add(crash(number, fields, true));
      case "torn-op" -> lines.add(torn(number, fields));
      case "torn-seq" -> lines.add(group(number, fields));
      default -> throw wrong(number, "unknown command " + parts[1]);
    }
  }

  private void injection(int number, @Nullable Map<String, String> fields) {
    if (fields == null) {
      return;
    }
    String type = needed(number, fields, "type");
    switch (type) {
      case "clear-cache", "clear" -> {
        if (!"true".equals(fields.getOrDefault("crash", "true"))) {
          lines.add("# its processes live on there; here they are killed");
        }
        lines.add(crash(number, fields, false));
      }
      case "torn-op" -> lines.add(torn(number, fields));
      case "torn-seq" -> lines.add(group(number, fields));
      default -> throw wrong(number, "unknown type " + type);
    }
  }

  private static String crash(int number, Map<String, String> fields, boolean isPattern) {
    String operation = needed(number, fields, "op");
    String timing = needed(number, fields, "timing");
    if (!OPERATIONS.contains(operation)) {
      throw wrong(number, "unknown op " + operation);
    }
    if (operation.equals("access")) {
      throw wrong(
          number, "op access: the kernel answers such calls itself, and no mount sees them");
    }
    if (!timing.equals("before") && !timing.equals("after")) {
      throw wrong(number, "timing is before or after, not " + timing);
    }
    StringBuilder rule = new StringBuilder("crash " + operation + " when=" + timing);
    String from = fields.getOrDefault(isPattern ? "from_rgx" : "from", "");
    String to = fields.getOrDefault(isPattern ? "to_rgx" : "to", "");
    if (isPattern) {
      String both = from.isEmpty() || to.isEmpty() ? from + to : from + "|" + to;
      if (!both.isEmpty()) {
        rule.append(" \"regex=.*(?:").append(both).append(").*\"");
      }
    } else {
      rule.append(from.isEmpty() ? "" : " \"from=" + glob(from) + "\"");
      rule.append(to.isEmpty() ? "" : " \"to=" + glob(to) + "\"");
    }
    String occurrence = fields.get("occurrence");
    return rule + (occurrence == null ? " times=1" : " nth=" + occurrence);
  }

  private static String torn(int number, Map<String, String> fields) {
    String parts = fields.get("parts");
    String sizes = fields.get("parts_bytes");
    if ((parts == null) == (sizes == null)) {
      throw wrong(number, "torn-op needs parts or parts_bytes, one of them");
    }
    return "torn write \"path="
        + glob(needed(number, fields, "file"))
        + "\" nth="
        + fields.getOrDefault("occurrence", "1")
        + (parts != null ? " parts=" + parts : " sizes=" + sizes)
        + " keep="
        + needed(number, fields, "persist");
  }

  private static String group(int number, Map<String, String> fields) {
    String operation = fields.getOrDefault("op", "write");
    if (!operation.equals("write")) {
      throw wrong(number, "torn-seq is for op write, not " + operation);
    }
    return "torn-group write \"path="
        + glob(needed(number, fields, "file"))
        + "\" group="
        + fields.getOrDefault("occurrence", "1")
        + " keep="
        + needed(number, fields, "persist");
  }

  /** A path that stands for itself only. */
  private static String glob(String path) {
    return path.replaceAll("[*?\\[{]", "[$0]");
  }

  private static String needed(int number, Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null || value.isEmpty()) {
      throw wrong(number, name + " is missing");
    }
    return value;
  }

  private static IllegalArgumentException wrong(int number, String why) {
    return new IllegalArgumentException("line " + number + ": " + why);
  }
}
