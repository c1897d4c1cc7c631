package dev.faultline.chaos.skew;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Sets the clock of a JVM of this user with an agent that is attached to it. */
public final class JvmClock {
  /** The environment variable from which JVMs take options. */
  public static final String VARIABLE = "JAVA_TOOL_OPTIONS";

  /** The agent's classes are of this version. */
  private static final int OLDEST = 25;

  private static final List<Class<?>> CLASSES =
      List.of(ClockAgent.class, ClockRewriter.class, SkewedTime.class);

  private JvmClock() {}

  /**
   * Sets the clock; an offset of zero and a rate of 1 correct it. The process must be a JVM:
   * attaching may end any other process.
   *
   * @return how often the program has read a clock that was wrong, since it was set before; the
   *     JDK's own threads do not count, and to a wrong rate its timers do
   * @throws IOException when the clock cannot be set
   */
  public static long set(int pid, Duration offset, double rate) throws IOException {
    Path jar = jar();
    try {
      VirtualMachine jvm = VirtualMachine.attach(Integer.toString(pid));
      try {
        requireVersion(pid, jvm.getSystemProperties().getProperty("java.specification.version"));
        jvm.loadAgent(jar.toString(), offset.toNanos() + " " + rate + " " + jar);
        return Long.parseLong(jvm.getSystemProperties().getProperty(ClockAgent.READS));
      } finally {
        jvm.detach();
      }
    } catch (NumberFormatException e) {
      throw new IOException(
          "the JVM %d does not say how often its clock was read; was its property %s changed?"
              .formatted(pid, ClockAgent.READS),
          e);
    } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
      throw new IOException(
          "the JVM %d takes no agent (%s); is it of this user, and without -XX:+DisableAttachMechanism?"
              .formatted(pid, e.getMessage()),
          e);
    } finally {
      // The JVM has opened it.
      Files.deleteIfExists(jar);
    }
  }

  private static void requireVersion(int pid, String version) throws IOException {
    if (!version.matches("[0-9]{1,4}") || Integer.parseInt(version) < OLDEST) {
      throw new IOException(
          "the JVM %d is of Java %s; clocks are set of JVMs from Java %d on"
              .formatted(pid, version, OLDEST));
    }
  }

  /**
   * Writes the agent's jar and returns the JVM option that loads it at startup. The clock can then
   * be set for all code, including methods that are running at that time. Without the option, a
   * running method, such as an endless loop, keeps the correct time until it returns.
   *
   * @param jar the path to write to, without spaces
   */
  public static String option(Path jar) throws IOException {
    write(jar);
    return optionOf(jar);
  }

  /** The JVM option for a jar that already exists. */
  public static String optionOf(Path jar) {
    return "-javaagent:" + jar + "=" + jar;
  }

  /** Whether a process's memory maps show that it is a JVM. */
  public static boolean isJvm(String maps) {
    return maps.contains("/libjvm.so");
  }

  private static Path jar() throws IOException {
    Path jar = Files.createTempFile("faultline-clock", ".jar");
    if (jar.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      // Root may attach to a JVM of another user, who has to read it; there is nothing secret in
      // it.
      Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    }
    write(jar);
    return jar;
  }

  private static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Agent-Class", ClockAgent.class.getName());
    main.putValue("Premain-Class", ClockAgent.class.getName());
    main.putValue("Can-Retransform-Classes", "true");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type : CLASSES) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
          if (in == null) {
            throw new IOException("Faultline's jar lacks " + name);
          }
          in.transferTo(out);
        }
      }
    }
  }
}
