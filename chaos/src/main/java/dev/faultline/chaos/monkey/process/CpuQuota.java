package dev.faultline.chaos.monkey.process;

import dev.faultline.chaos.monkey.process.ProcessException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Limits a process's share of a core, with the CPU controller of cgroup version 2. The process
 * moves into its own group next to its old one, and back again.
 */
final class CpuQuota {
  private static final int PERIOD_MICROS = 100_000;

  private final Procfs procfs;
  private final Path mount;

  CpuQuota(Procfs procfs, Path mount) {
    this.procfs = procfs;
    this.mount = mount;
  }

  /**
   * Returns normally if this machine can limit CPU time.
   *
   * @throws ProcessException if it cannot
   */
  void require() throws IOException {
    Path controllers = mount.resolve("cgroup.controllers");
    String known = Procfs.read(controllers).orElse("");
    if (!List.of(known.strip().split(" ")).contains("cpu")) {
      throw new ProcessException(
          Reason.NOT_SUPPORTED,
          "this machine cannot slow down a process: %s does not name 'cpu'; it takes cgroup version 2 with the CPU controller"
              .formatted(controllers));
    }
  }

  /**
   * The group of version 2 that a process is in, as a path below the mount.
   *
   * @throws ProcessException if this machine has no such controller
   */
  String before(ProcessId id) throws IOException {
    require();
    return procfs.cgroups(id).stream()
        .filter(line -> line.startsWith("0::"))
        .map(line -> line.substring(3))
        .findFirst()
        .orElseThrow(
            () -> new ProcessException(Reason.NOT_SUPPORTED, id + " is in no cgroup of version 2"));
  }

  /** Moves the process into the new group {@code name} with this share. */
  void bound(ProcessId id, String name, int percent) throws IOException {
    enable();
    Path group = mount.resolve(name);
    Files.createDirectories(group);
    write(group.resolve("cpu.max"), (long) PERIOD_MICROS * percent / 100 + " " + PERIOD_MICROS);
    write(group.resolve("cgroup.procs"), Integer.toString(id.pid()));
  }

  private void enable() throws IOException {
    Path subtree = mount.resolve("cgroup.subtree_control");
    if (!List.of(Procfs.read(subtree).orElse("").strip().split(" ")).contains("cpu")) {
      write(subtree, "+cpu");
    }
  }

  /**
   * Moves what is in the group {@code name} back to {@code before}, or to the first group where
   * that has been removed meanwhile, and removes it.
   *
   * @return in how many periods the group had to wait for more CPU time; empty if it is not known
   */
  OptionalLong release(String name, String before) throws IOException {
    Path group = mount.resolve(name);
    OptionalLong waited = waited(group);
    Path home = mount.resolve(before.startsWith("/") ? before.substring(1) : before);
    if (Files.notExists(home)) {
      home = mount;
    }
    List<String> members =
        Procfs.read(group.resolve("cgroup.procs")).map(t -> t.lines().toList()).orElse(List.of());
    // Children that it has started meanwhile are in the group too.
    for (String pid : members) {
      write(home.resolve("cgroup.procs"), pid);
    }
    try {
      Files.delete(group);
    } catch (NoSuchFileException e) {
      // It has been removed already.
      return OptionalLong.empty();
    }
    return waited;
  }

  /** What cannot be read is told as unknown: it keeps no process bound. */
  private static OptionalLong waited(Path group) {
    Optional<String> stat;
    try {
      stat = Procfs.read(group.resolve("cpu.stat"));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return stat.stream()
        .flatMap(String::lines)
        .filter(line -> line.matches("nr_throttled [0-9]{1,18}"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .findFirst();
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }
}
