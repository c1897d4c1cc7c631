package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Linux's {@code /proc}. Thread-safe: it reads anew at each call. A process that ends between two
 * reads is absent, not an error.
 */
public final class Procfs {
  private final Path root;

  /** The {@code /proc} of this machine. */
  public static Procfs ofMachine() {
    return new Procfs(Path.of("/proc"));
  }

  /** A {@code /proc} at another place, such as that of a container. */
  public Procfs(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /**
   * The process that has this pid now; empty where there is none.
   *
   * @throws IOException if it cannot be determined
   */
  public Optional<ProcessView> view(int pid) throws IOException {
    Path folder = root.resolve(Integer.toString(pid));
    Optional<String> stat = read(folder.resolve("stat"));
    Optional<String> words = read(folder.resolve("cmdline"));
    if (stat.isEmpty() || words.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(parse(pid, stat.get(), words.get()));
  }

  /** Whether the process of this identity is alive; a zombie is not. */
  public boolean isAlive(ProcessId id) throws IOException {
    return view(id.pid()).filter(now -> now.id().equals(id) && !now.isDead()).isPresent();
  }

  private static ProcessView parse(int pid, String stat, String words) throws IOException {
    // The name in parentheses may hold anything, spaces and parentheses too.
    int end = stat.lastIndexOf(')');
    String[] fields = stat.substring(end + 1).strip().split(" ");
    if (end < 0 || fields.length < 20) {
      throw new IOException(
          "stat of pid " + pid + " is '" + stat.strip() + "', which is not a stat line");
    }
    List<String> command = words.isEmpty() ? List.of() : List.of(words.split("\0"));
    return new ProcessView(
        new ProcessId(pid, Long.parseLong(fields[19])),
        Integer.parseInt(fields[1]),
        fields[0].charAt(0),
        command);
  }

  /** The number of a process's session; 0 where it has ended. */
  int session(ProcessId id) throws IOException {
    Optional<String> stat = read(file(id, "stat"));
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.get().substring(stat.get().lastIndexOf(')') + 1).strip().split(" ");
    return Integer.parseInt(fields[3]);
  }

  /** All processes, by pid. */
  public List<ProcessView> all() throws IOException {
    List<ProcessView> views = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "[0-9]*")) {
      for (Path folder : folders) {
        view(Integer.parseInt(folder.getFileName().toString())).ifPresent(views::add);
      }
    }
    views.sort(Comparator.comparing(view -> view.id().pid()));
    return views;
  }

  /**
   * A variable of the environment with which a process was started; empty where it has none, or
   * where the process has written over its environment, as some do to show a title.
   *
   * @throws IOException if this user may not see it
   */
  public Optional<String> environment(ProcessId id, String name) throws IOException {
    Optional<String> all = read(file(id, "environ"));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    for (String entry : all.get().split("\0")) {
      if (entry.startsWith(name + "=")) {
        return Optional.of(entry.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** A file in the working directory of a process; empty where there is none. */
  public Optional<String> fileBeside(ProcessId id, String name) throws IOException {
    return read(file(id, "cwd").resolve(name));
  }

  /**
   * What is mapped into a process, a line each, see proc(5); empty where it has ended.
   *
   * @throws IOException if this user may not see it
   */
  String maps(ProcessId id) throws IOException {
    return read(file(id, "maps")).orElse("");
  }

  /** What a process does with signals; empty where it has ended. */
  Optional<Dispositions> dispositions(ProcessId id) throws IOException {
    Optional<String> status = read(file(id, "status"));
    return status.isEmpty() ? Optional.empty() : Optional.of(Dispositions.parse(status.get()));
  }

  /** The cgroups of a process: a line each, see cgroups(7). */
  public List<String> cgroups(ProcessId id) throws IOException {
    return read(file(id, "cgroup")).map(text -> text.lines().toList()).orElse(List.of());
  }

  Path file(ProcessId id, String name) {
    return root.resolve(Integer.toString(id.pid())).resolve(name);
  }

  static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // ESRCH: it ended while it was read.
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
