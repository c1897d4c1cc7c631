package dev.faultline.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The members of {@code group demo}, each a process of its own on a port of loopback. */
final class GroupProcesses implements AutoCloseable {
  private static final long ENDS_WITHIN_SECONDS = 10;

  private final List<String> names;
  private final Path folder;
  private final boolean machine;
  private final boolean trace;
  private final Map<String, InetSocketAddress> addresses = new TreeMap<>();
  private final Map<String, Process> running = new ConcurrentSkipListMap<>();
  private final List<String> ended = new ArrayList<>();

  /** A member did not start. */
  static final class NotStartedException extends IOException {
    private static final long serialVersionUID = 1;

    NotStartedException(String message) {
      super(message);
    }
  }

  GroupProcesses(List<String> names, Path folder, boolean machine, boolean trace)
      throws IOException {
    this.trace = trace;
    this.names = names;
    this.folder = folder;
    this.machine = machine;
    // All at once, so that no two get the same.
    List<DatagramSocket> free = new ArrayList<>();
    for (String name : names) {
      DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      free.add(socket);
      addresses.put(
          name, new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
    }
    free.forEach(DatagramSocket::close);
  }

  /** Where a member listens, each time that it runs. */
  InetSocketAddress address(String name) {
    InetSocketAddress address = addresses.get(name);
    if (address == null) {
      throw new IllegalArgumentException("there is no member " + name);
    }
    return address;
  }

  /**
   * Starts a member, and waits until it listens.
   *
   * @return its process id
   * @throws NotStartedException if it ends before it does
   */
  long start(String name) throws IOException {
    InetSocketAddress address = address(name);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                // Whoever gives MicroRaft's log no place to go wants to hear nothing of that.
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.faultline.cli.Main",
                "group",
                "member",
                name,
                "--members",
                String.join(",", names),
                "--file",
                folder.resolve(name).toString(),
                "--port",
                Integer.toString(address.getPort())));
    if (trace) {
      command.add("--trace");
    }
    if (machine) {
      command.add("--machine");
      command.add(
          names.stream()
              .map(each -> Integer.toString(address(each).getPort()))
              .collect(Collectors.joining(",")));
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    running.put(name, process);
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (!"ready".equals(line)) {
      throw new NotStartedException(
          "member %s did not start at %s%s"
              .formatted(name, address, line == null ? "" : ", but says " + line));
    }
    return process.pid();
  }

  /** Kills a member at once, as {@code kill -9} does, and waits until it is gone. */
  void kill(String name) throws InterruptedException {
    Process process = running.remove(name);
    if (process != null) {
      if (!process.isAlive()) {
        ended.add(alone(name, process));
      }
      process.destroyForcibly().waitFor();
    }
  }

  private static String alone(String name, Process process) {
    return "member %s (exit code %d)".formatted(name, process.exitValue());
  }

  /** Those that have ended although nobody killed them here. */
  List<String> endedAlone() {
    List<String> all = new ArrayList<>(ended);
    running.forEach((name, process) -> {
      if (!process.isAlive()) {
        all.add(alone(name, process));
      }
    });
    return all;
  }

  /** Ends all, which they do when their input does. */
  @Override
  public void close() throws IOException {
    for (Process each : running.values()) {
      each.getOutputStream().close();
    }
    for (Process each : running.values()) {
      try {
        if (!each.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      } catch (InterruptedException e) {
        each.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
