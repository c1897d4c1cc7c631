package dev.faultline.cli;

import dev.faultline.disk.fault.Errno;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of CharybdeFS's service, as its recipes make them in Python, and the rules that do the
 * same: {@code client.set_fault(['write'], False, errno.ENOSPC, 0, "", False, 0, False)}. A later
 * fault of a method takes the place of an earlier one.
 */
final class CharybdeCalls {
  private static final Pattern CALL = Pattern.compile("(?:\\w+\\.)?(\\w+)\\((.*)\\)");
  private static final int SHARES = 100_000;

  /** Their names, in their order, and ours. */
  private static final Map<String, String> NAMES = names();

  /** What the kernel answers itself. */
  private static final Set<String> UNSEEN =
      Set.of("access", "lock", "bmap", "ioctl", "poll", "flock");

  private final Map<String, Fault> faults = new LinkedHashMap<>();

  /** What a call asks for, beside the methods. */
  private record Fault(
      boolean random,
      int errno,
      int probability,
      String regexp,
      boolean killsCaller,
      int delayMicros,
      boolean autoDelay) {}

  private CharybdeCalls() {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name :
        ("getattr readlink mknod mkdir unlink rmdir symlink rename link chmod chown truncate open"
                + " read write statfs flush release fsync setxattr getxattr listxattr removexattr"
                + " opendir readdir releasedir fsyncdir access create ftruncate fgetattr lock bmap"
                + " ioctl poll write_buf read_buf flock fallocate")
            .split(" ")) {
      names.put(
          name,
          switch (name) {
            case "ftruncate" -> "truncate";
            case "fgetattr" -> "getattr";
            case "write_buf" -> "write";
            case "read_buf" -> "read";
            default -> name;
          });
    }
    return names;
  }

  /**
   * The rules, a line each, and remarks.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static List<String> rules(String text) {
    CharybdeCalls calls = new CharybdeCalls();
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      String call = line.strip();
      if (call.isEmpty() || call.startsWith("#")) {
        continue;
      }
      try {
        calls.take(call);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return calls.rules();
  }

  private void take(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches()) {
      throw new IllegalArgumentException("expected a call such as set_fault(...), not " + line);
    }
    List<String> arguments = arguments(call.group(2));
    switch (call.group(1)) {
      case "set_fault" -> {
        require(arguments, 8, call.group(1));
        Fault fault = fault(arguments.subList(1, 8));
        methods(arguments.getFirst()).forEach(method -> put(method, fault));
      }
      case "set_all_fault" -> {
        require(arguments, 7, call.group(1));
        Fault fault = fault(arguments);
        NAMES.keySet().forEach(method -> put(method, fault));
      }
      case "clear_fault" -> {
        require(arguments, 1, call.group(1));
        faults.remove(known(unquoted(arguments.getFirst())));
      }
      case "clear_all_faults" -> faults.clear();
      case "get_methods" -> {}
      default ->
          throw new IllegalArgumentException(
              "unknown call "
                  + call.group(1)
                  + "; there are set_fault, set_all_fault, clear_fault, clear_all_faults and"
                  + " get_methods");
    }
  }

  private void put(String method, Fault fault) {
    faults.remove(method);
    faults.put(method, fault);
  }

  private static void require(List<String> arguments, int count, String call) {
    if (arguments.size() != count) {
      throw new IllegalArgumentException(
          call + " takes " + count + " arguments, not " + arguments.size());
    }
  }

  private static Fault fault(List<String> of) {
    return new Fault(
        flag(of.get(0)),
        errno(of.get(1)),
        number(of.get(2)),
        unquoted(of.get(3)),
        flag(of.get(4)),
        number(of.get(5)),
        flag(of.get(6)));
  }

  private static String known(String method) {
    if (!NAMES.containsKey(method)) {
      throw new IllegalArgumentException(
          "unknown method " + method + "; there are: " + String.join(" ", NAMES.keySet()));
    }
    return method;
  }

  private static List<String> methods(String list) {
    if (!list.startsWith("[") || !list.endsWith("]")) {
      throw new IllegalArgumentException("expected methods such as ['read', 'write'], not " + list);
    }
    return arguments(list.substring(1, list.length() - 1)).stream()
        .map(each -> known(unquoted(each)))
        .toList();
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected True or False, not " + text);
    };
  }

  private static int errno(String text) {
    String name = text.startsWith("errno.") ? text.substring("errno.".length()) : text;
    return name.equals("0") ? 0 : Errno.named(name).number();
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("expected a number, not " + text);
    }
    return Integer.parseInt(text);
  }

  private static String unquoted(String text) {
    String bare = text.startsWith("r") ? text.substring(1) : text;
    char quote = bare.isEmpty() ? ' ' : bare.charAt(0);
    if (bare.length() < 2
        || (quote != '\'' && quote != '"')
        || bare.charAt(bare.length() - 1) != quote) {
      throw new IllegalArgumentException("expected a text in quotation marks, not " + text);
    }
    return bare.substring(1, bare.length() - 1);
  }

  /** Splits at commas outside of brackets and quotation marks. */
  private static List<String> arguments(String text) {
    List<String> arguments = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    int depth = 0;
    char quote = 0;
    for (char c : text.toCharArray()) {
      if (quote == 0 && c == ',' && depth == 0) {
        arguments.add(one.toString().strip());
        one.setLength(0);
        continue;
      }
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else {
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      }
      one.append(c);
    }
    if (!one.toString().isBlank()) {
      arguments.add(one.toString().strip());
    }
    return arguments;
  }

  private List<String> rules() {
    Map<Fault, List<String>> methods = new LinkedHashMap<>();
    faults.forEach(
        (method, fault) -> methods.computeIfAbsent(fault, any -> new ArrayList<>()).add(method));
    List<String> lines = new ArrayList<>();
    methods.forEach((fault, names) -> addRules(fault, names, lines));
    return lines;
  }

  private static void addRules(Fault fault, List<String> names, List<String> lines) {
    List<String> unseen = names.stream().filter(UNSEEN::contains).toList();
    if (!unseen.isEmpty()) {
      lines.add("# left out, since the kernel answers it itself: " + String.join(", ", unseen));
    }
    String calls =
        String.join(
            ",",
            names.stream()
                .filter(name -> !UNSEEN.contains(name))
                .map(NAMES::get)
                .distinct()
                .toList());
    if (calls.isEmpty()) {
      return;
    }
    String where =
        (fault.regexp().isEmpty() ? "" : " \"regex=" + fault.regexp() + "\"")
            + (fault.probability() == 0 || fault.probability() >= SHARES
                ? ""
                : " probability=" + fault.probability() / (double) SHARES);
    int before = lines.size();
    if (fault.delayMicros() > 0 && !fault.autoDelay()) {
      lines.add("delay " + calls + " time=" + fault.delayMicros() + "us" + where);
    }
    if (fault.killsCaller()) {
      lines.add("kill " + calls + where);
    } else if (fault.errno() != 0) {
      lines.add("fail " + calls + " errno=" + Errno.named(Integer.toString(fault.errno())) + where);
    } else if (fault.random()) {
      lines.add("fail " + calls + " errno=E2BIG..EXFULL" + where);
    }
    if (lines.size() - before > 1 && fault.probability() > 0) {
      lines.add(before, "# one draw there, one for each rule here");
    }
    if (lines.size() == before) {
      lines.add("# nothing happens to " + calls);
    }
  }
}
