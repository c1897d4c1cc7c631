package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.faultline.agent.Agent;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 11: the agent may come into a JVM while a world runs that began without it. */
final class AgentMeanwhileTest {
  private static final String AGENT = "../agent/target/javaagent.jar";
  private static final int COLLECTIONS = 5;

  @Test
  void a_world_during_which_the_agent_came_is_free_when_it_is_over(@TempDir Path folder)
      throws Exception {
    Path agent = folder.resolve("agent.jar");
    makeAttachable(Path.of(System.getProperty("basedir", "."), AGENT), agent);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.attach.allowAttachSelf=true",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                Meanwhile.class.getName(),
                agent.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines().toList()).as(output).endsWith("with the agent", "free");
  }

  /** The jar of tests begins with its JVM, and does not say how to come later. */
  private static void makeAttachable(Path jar, Path made) throws IOException {
    try (JarFile from = new JarFile(jar.toFile())) {
      Manifest manifest = from.getManifest();
      manifest
          .getMainAttributes()
          .putValue("Agent-Class", manifest.getMainAttributes().getValue("Premain-Class"));
      try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(made), manifest)) {
        for (JarEntry entry : Collections.list(from.entries())) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            to.putNextEntry(new JarEntry(entry.getName()));
            from.getInputStream(entry).transferTo(to);
          }
        }
      }
    }
  }

  /** Has the agent come into its JVM. */
  private record Attaching(String agent) implements Node {
    @Override
    public void start(Env env) {
      try {
        VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        self.loadAgent(agent);
        self.detach();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Run in a JVM of its own, which begins without the agent. */
  static final class Meanwhile {
    private Meanwhile() {}

    public static void main(String[] args) {
      WeakReference<World> world = world(args[0]);
      System.out.println(Agent.isPresent() ? "with the agent" : "without");
      for (int i = 0; i < COLLECTIONS && world.get() != null; i++) {
        System.gc();
      }
      System.out.println(world.get() == null ? "free" : "held");
    }

    private static WeakReference<World> world(String agent) {
      World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
      world.node("host", () -> new Attaching(agent));
      world.run();
      return new WeakReference<>(world);
    }
  }
}
