package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process in a network namespace of its own, where it may change how long the loopback device's
 * packets are. It prints what it saw, a name and a number in each line.
 */
public final class NarrowNamespace {
  /** Runs the main method, or skips the calling test where users may not make namespaces. */
  public static Map<String, Integer> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    assumeTrue(
        succeeds("unshare", "-Urn", "ip", "link", "set", "lo", "mtu", "1280", "up"),
        "this machine does not let users make network namespaces");
    List<String> command = new ArrayList<>(List.of("timeout", "120", "unshare", "-Urn"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-ea"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    System.out.println(List.of(arguments) + "\n" + output);
    Map<String, Integer> seen = new TreeMap<>();
    for (String line : output.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words.length == 2 && words[1].matches("\\d+")) {
        seen.put(words[0], Integer.valueOf(words[1]));
      }
    }
    return seen;
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** In such a process: lets the loopback device take packets of so many bytes. */
  public static void device(int mtu) throws IOException, InterruptedException {
    List<String> command = List.of("ip", "link", "set", "lo", "mtu", Integer.toString(mtu), "up");
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("cannot set the MTU of the loopback device to " + mtu);
    }
  }

  private NarrowNamespace() {}
}
