package dev.faultline.bench.proxy;

import dev.faultline.chaos.client.ProxyClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy server in a process of its own: Faultline's, or a Toxiproxy whose binary is named. */
final class ProxyProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("http://\\S*?:(\\d+)");
  private static final int TOXIPROXY_PORT = 18_474;

  private final Process process;
  private final ProxyClient client;
  private final double startMillis;

  private ProxyProcess(Process process, int port, double startMillis) {
    this.process = process;
    this.startMillis = startMillis;
    client = new ProxyClient(URI.create("http://127.0.0.1:" + port), Optional.empty());
  }

  static ProxyProcess faultline() throws IOException {
    String launcher = launcher();
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(launcher, "proxy", "--port", "0", "--seed", "1")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    Matcher matcher = LISTENING.matcher(String.valueOf(line));
    if (!matcher.find()) {
      process.destroy();
      throw new IOException("the proxy says '" + line + "', expected where it listens");
    }
    double millis = (System.nanoTime() - began) / 1e6;
    return new ProxyProcess(process, Integer.parseInt(matcher.group(1)), millis);
  }

  /** The launcher that users call, which is not to build anything while the time runs. */
  private static String launcher() throws IOException {
    String launcher =
        System.getProperty(
            "faultline.launcher",
            Path.of(System.getProperty("faultline.root", "."), "faultline").toString());
    Process build =
        new ProcessBuilder(launcher, "--version")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (build.onExit().join().exitValue() != 0) {
      throw new IOException(launcher + " does not start");
    }
    return launcher;
  }

  static ProxyProcess toxiproxy(String binary) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(List.of(binary, "-port", Integer.toString(TOXIPROXY_PORT)))
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    while (process.isAlive()) {
      double millis = (System.nanoTime() - began) / 1e6;
      ProxyProcess started = new ProxyProcess(process, TOXIPROXY_PORT, millis);
      try {
        started.client.version();
        return started;
      } catch (IOException e) {
        started.client.close();
        Thread.sleep(1);
      }
    }
    throw new IOException(binary + " ended at once");
  }

  /** From the start of the process until it listens. */
  double startMillis() {
    return startMillis;
  }

  /** The port of a new proxy to {@code upstreamPort}. */
  int proxyTo(String name, int upstreamPort) throws IOException {
    String listen = client.create(name, "127.0.0.1:0", "127.0.0.1:" + upstreamPort).listen();
    return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
  }

  void addToxic(String proxy, String type, String stream, Map<String, Long> attributes)
      throws IOException {
    client.addToxic(proxy, type + "_" + stream, type, stream, 1, attributes);
  }

  /** The processor time that it has taken so far, in steps of the system: 10 ms on Linux. */
  double processorSeconds() {
    return Work.processorSeconds(process.toHandle());
  }

  /** What of its memory is in RAM. */
  double residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException(
        "the system does not say how much memory process " + process.pid() + " has");
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
  }
}
