package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.hook.IdentityHashes;
import dev.faultline.hook.Linkage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

class AgentTest {
  /** Run in a JVM of its own, without the agent. */
  static final class WithoutAgent {
    private WithoutAgent() {}

    public static void main(String[] args) {
      System.out.println(Agent.isPresent());
      Thread carrier =
          Carriers.newThread(
              "carrier",
              () -> {
                System.out.println(Carriers.isCurrent());
                try {
                  Machines.open();
                } catch (AgentMissingException e) {
                  System.out.println(e.getMessage());
                }
              });
      carrier.start();
      try {
        carrier.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void it_fits_this_jdk() {
    assertThat(Agent.isPresent()).isTrue();
    assertThatCode(Agent::require).doesNotThrowAnyException();
    assertThat(IdentityHashes.controlled()).isTrue();
  }

  /** Issue 11: the first world that needed one differed from all later ones. */
  @Test
  void it_initialises_all_its_hooks_before_any_world() throws IOException {
    List<String> lazy = new ArrayList<>();
    int hooks = 0;
    try (JarInputStream jar =
        new JarInputStream(
            Objects.requireNonNull(
                Agent.class.getResourceAsStream("/META-INF/faultline/hook.jar")))) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          hooks++;
          String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
          if (!Linkage.isInitialized(bootClass(type))) {
            lazy.add(type);
          }
        }
      }
    }

    assertThat(hooks).isGreaterThan(20);
    assertThat(lazy).isEmpty();
  }

  private static Class<?> bootClass(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void without_it_the_message_names_the_flag() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WithoutAgent.class.getName()))
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    assertThat(output.lines())
        .containsExactly(
            "false",
            "false",
            "blocking nodes need Faultline's agent: start java with"
                + " -javaagent:PATH/TO/faultline-agent.jar (handlers need no agent)");
  }

  @Test
  void machines_are_opened_on_a_carrier_only_and_one_world_at_a_time() {
    assertThatThrownBy(Machines::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("runs on a carrier, not on");
    TinyWorld.onCarrier(() -> {
      try (Machines first = Machines.open()) {
        assertThat(first).isNotNull();
        assertThatThrownBy(Machines::open).hasMessageContaining("runs a world already");
      }
      Machines.open().close();
    });
  }
}
