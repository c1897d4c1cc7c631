package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.channel.LinkNode;
import dev.faultline.runtime.durable.DurableNode;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What applications of nodes call needs no clock, so none of it has a session to call. */
class FacesTest {
  @ParameterizedTest
  @ValueSource(classes = {LinkNode.class, DurableNode.class})
  void nodes_and_channels_know_no_sessions(Class<?> node) throws Exception {
    Path classes = Path.of(node.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path room = classes.resolve(node.getPackageName().replace('.', '/'));
    List<Executable> seen = new ArrayList<>();
    try (Stream<Path> files = Files.list(room)) {
      for (String file : files.map(path -> path.getFileName().toString()).toList()) {
        if (file.endsWith(".class") && !file.equals("package-info.class")) {
          String name = file.substring(0, file.length() - ".class".length());
          add(Class.forName(node.getPackageName() + "." + name), seen);
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(20);
    for (Executable each : seen) {
      // With type arguments: a stage of a session, or a list of them, would be a way to one.
      assertThat(each.toGenericString())
          .doesNotContainPattern("dev\\.faultline\\.link\\.Session\\b");
    }
  }

  /** A clock that somebody hands over comes with a parameter that is called so. */
  private static final Pattern OF_A_CLOCK =
      Pattern.compile("(?m)^ *public [^;{}=]*\\([^)]*\\blong now\\b[^)]*\\)");

  /** Parameters have their names in the sources only. */
  @ParameterizedTest
  @ValueSource(classes = {LinkNode.class, DurableNode.class})
  void nothing_that_applications_call_takes_the_time(Class<?> node) throws Exception {
    Path room = Path.of("src/main/java", node.getPackageName().replace('.', '/'));
    List<String> found = new ArrayList<>();
    int seen = 0;
    try (Stream<Path> files = Files.list(room)) {
      for (Path file : files.sorted().toList()) {
        String source = Files.readString(file);
        // What other types have nobody outside can call.
        if (Pattern.compile("(?m)^public ").matcher(source).find()) {
          seen++;
          Matcher takes = OF_A_CLOCK.matcher(source);
          while (takes.find()) {
            found.add(file.getFileName() + ": " + takes.group().strip());
          }
        }
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(3);
    assertThat(found).as("applications have no clock to read: let the node read its own").isEmpty();
  }

  private static void add(Class<?> type, List<Executable> to) {
    if (Modifier.isPublic(type.getModifiers())) {
      Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
          .filter(each -> Modifier.isPublic(each.getModifiers()))
          .forEach(to::add);
    }
  }
}
