package dev.faultline.explore.campaign;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Which JVM this is, for people who look for what makes two of them differ. */
public final class Machine {
  private Machine() {}

  /** Host and process, Java's version and maker, the processor and the JVM's flags, in one line. */
  public static String here() {
    return host()
        + " pid "
        + ProcessHandle.current().pid()
        + " (Java "
        + Runtime.version()
        + " of "
        + System.getProperty("java.vendor")
        + ", "
        + System.getProperty("os.name")
        + " on "
        + System.getProperty("os.arch")
        + " with "
        + Runtime.getRuntime().availableProcessors()
        + " processors, flags "
        + String.join(" ", flags())
        + ")";
  }

  /** Without properties and the class path, which are long. */
  private static List<String> flags() {
    List<String> flags = new ArrayList<>();
    for (String word : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (word.startsWith("-X") || word.startsWith("-javaagent")) {
        flags.add(word);
      }
    }
    return flags;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a host without a name";
    }
  }
}
