package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.jvm.Jvm;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.QuietAdversary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** A world of programs, and what they print. */
final class JvmRig {
  static final Path PROGRAMS = folderOf(JvmRig.class);

  final World world;

  /** What each node printed, in order. */
  final TreeMap<String, List<String>> printed = new TreeMap<>();

  JvmRig(long seed, Duration duration) {
    this(new QuietAdversary(seed), duration);
  }

  JvmRig(Adversary adversary, Duration duration) {
    world =
        new World(adversary, WorldOptions.DEFAULT.withDuration(duration).withMaxEvents(1_000_000));
  }

  static Path folderOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Begins a node whose class path is that of the proof programs. */
  Jvm node(String name) {
    List<String> lines = new ArrayList<>();
    printed.put(name, lines);
    return world.jvm(name).classpath(PROGRAMS).output(lines::add);
  }

  /** Adds a node with a program of the package {@code dev.faultline.programs}. */
  void program(String name, String simpleClass, String... arguments) {
    node(name).main("dev.faultline.programs." + simpleClass, arguments);
  }

  /** The server and the client of {@code SecureEcho}, with a key store each. */
  void secureEcho() {
    try (InputStream text = JvmRig.class.getResourceAsStream("bank.p12.base64")) {
      byte[] store = Base64.getMimeDecoder().decode(Objects.requireNonNull(text).readAllBytes());
      String program = "dev.faultline.programs.SecureEcho";
      node("bank").file("/bank.p12", store).main(program);
      node("client").file("/bank.p12", store).main(program, "bank");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WorldResult runWell() {
    WorldResult result = world.run();
    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive()).isNull();
    return result;
  }

  List<String> lines(String name) {
    return printed.getOrDefault(name, List.of());
  }
}
