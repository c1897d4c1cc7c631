package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A rule that finds processes of this machine. It finds only living processes. */
public sealed interface Finder {
  /** What {@link #parse} expects. */
  String EXPECTED =
      "'pid-file PATH', 'command REGEX', 'port NUMBER', 'unit NAME.service', 'docker NAME' or"
          + " 'docker-label KEY=VALUE'";

  /** The processes that it finds now. */
  List<ProcessView> find(Procfs procfs) throws IOException;

  /** A key that stays the same when the process restarts, so that a victim can be recognised. */
  String slot(ProcessView view);

  /** The process whose pid is in a file. */
  record PidFile(Path file) implements Finder {
    @Override
    public List<ProcessView> find(Procfs procfs) throws IOException {
      Optional<String> text = Procfs.read(file);
      if (text.isEmpty()) {
        return List.of();
      }
      String first = text.get().lines().findFirst().orElse("").strip();
      if (!first.matches("[1-9][0-9]{0,8}")) {
        throw new IOException("pid file " + file + " has '" + first + "', expected a pid");
      }
      List<ProcessView> alive =
          procfs.view(Integer.parseInt(first)).filter(view -> !view.isDead()).stream().toList();
      for (ProcessView view : alive) {
        PidFiles.checkNewer(procfs, file, view);
      }
      return alive;
    }

    @Override
    public String slot(ProcessView view) {
      return toString();
    }

    @Override
    public String toString() {
      return "pid-file " + file;
    }
  }

  /**
   * The processes whose command line, its words joined by spaces, has a match of a pattern; not
   * their forks.
   */
  record Command(Pattern pattern) implements Finder {
    @Override
    public List<ProcessView> find(Procfs procfs) throws IOException {
      List<ProcessView> found = new ArrayList<>();
      for (ProcessView view : procfs.all()) {
        if (!view.isDead() && pattern.matcher(view.commandLine()).find()) {
          found.add(view);
        }
      }
      return withoutForks(found);
    }

    @Override
    public String slot(ProcessView view) {
      return "command " + view.commandLine();
    }

    @Override
    public String toString() {
      return "command " + pattern;
    }
  }

  /** The processes that listen at a TCP port. */
  record Port(int port) implements Finder {
    @Override
    public List<ProcessView> find(Procfs procfs) throws IOException {
      return topmost(Listeners.at(procfs, port).stream().filter(v -> !v.isDead()).toList());
    }

    @Override
    public String slot(ProcessView view) {
      return toString();
    }

    @Override
    public String toString() {
      return "port " + port;
    }
  }

  /** The main process of a systemd unit, by its cgroup, so that systemd need not be asked. */
  record Unit(String name) implements Finder {
    @Override
    public List<ProcessView> find(Procfs procfs) throws IOException {
      List<ProcessView> found = new ArrayList<>();
      for (ProcessView view : procfs.all()) {
        if (!view.isDead() && isMember(procfs.cgroups(view.id()))) {
          found.add(view);
        }
      }
      return topmost(found);
    }

    private boolean isMember(List<String> cgroups) {
      return cgroups.stream()
          .map(line -> line.substring(line.indexOf(':', line.indexOf(':') + 1) + 1))
          .anyMatch(path -> List.of(path.split("/")).contains(name));
    }

    @Override
    public String slot(ProcessView view) {
      return toString();
    }

    @Override
    public String toString() {
      return "unit " + name;
    }
  }

  /**
   * The main processes of Docker containers of this machine that run.
   *
   * @param byLabel whether {@code value} is a label; otherwise {@code value} is the container's
   *     name
   * @param host the daemon's address, in the form of the variable {@code DOCKER_HOST}
   */
  record Docker(boolean byLabel, String value, String host) implements Finder {
    @Override
    public List<ProcessView> find(Procfs procfs) throws IOException {
      // A name matches within names, unless it says where those begin and end.
      return Containers.find(
          DockerSocket.of(host),
          procfs,
          byLabel ? "label" : "name",
          byLabel ? value : "^/" + value.replace(".", "\\.") + "$");
    }

    @Override
    public String slot(ProcessView view) {
      return byLabel ? this + " " + view.commandLine() : toString();
    }

    @Override
    public String toString() {
      return (byLabel ? "docker-label " : "docker ") + value;
    }
  }

  /**
   * Those that are no fork of another one, with its very words: workers, and what is about to
   * become another program, such as each command of a shell for a moment.
   */
  private static List<ProcessView> withoutForks(List<ProcessView> views) {
    TreeMap<Integer, ProcessView> byPid = new TreeMap<>();
    views.forEach(view -> byPid.put(view.id().pid(), view));
    return views.stream()
        .filter(view -> {
          ProcessView parent = byPid.get(view.parent());
          return parent == null || !parent.command().equals(view.command());
        })
        .toList();
  }

  /** Those whose parents are not among them: workers share the socket and unit of their server. */
  private static List<ProcessView> topmost(List<ProcessView> views) {
    TreeMap<Integer, ProcessView> byPid = new TreeMap<>();
    views.forEach(view -> byPid.put(view.id().pid(), view));
    return views.stream().filter(view -> !byPid.containsKey(view.parent())).toList();
  }

  /**
   * Parses a finder, such as {@code port 6379}.
   *
   * @param folder to which the paths of pid files are relative
   * @throws IllegalArgumentException if the text is invalid; the message names the text and what
   *     was expected
   */
  static Finder parse(String text, Path folder) {
    return parse(text, folder, System.getenv());
  }

  /** The same, with other environment variables. */
  static Finder parse(String text, Path folder, Map<String, String> environment) {
    String[] words = text.strip().split("\\s+", 2);
    String value = words.length == 2 ? words[1] : "";
    if (value.isEmpty()) {
      throw wrong(text);
    }
    return switch (words[0]) {
      case "pid-file" -> new PidFile(folder.resolve(value));
      case "command" -> command(value);
      case "port" -> port(text, value);
      case "unit" -> {
        if (!value.matches("[^/\\s]+\\.(service|scope)")) {
          throw wrong(text);
        }
        yield new Unit(value);
      }
      case "docker" -> docker(text, false, value, "[A-Za-z0-9][A-Za-z0-9_.-]*", environment);
      case "docker-label" -> docker(text, true, value, "[^=\\s]+(=.*)?", environment);
      default -> throw wrong(text);
    };
  }

  private static Docker docker(
      String text, boolean byLabel, String value, String form, Map<String, String> environment) {
    if (!value.matches(form)) {
      throw wrong(text);
    }
    return new Docker(byLabel, value, environment.getOrDefault("DOCKER_HOST", ""));
  }

  private static Command command(String regex) {
    try {
      return new Command(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + regex + "' is not a regular expression: " + e.getDescription(), e);
    }
  }

  private static Port port(String text, String value) {
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535 || value.matches("0+")) {
      throw wrong(text);
    }
    return new Port(Integer.parseInt(value));
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("'" + text + "' finds no process, expected " + EXPECTED);
  }
}
