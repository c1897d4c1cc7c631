package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Issue 23: what becomes of each native method of java.base is said in docs/natives.md. */
@EnabledOnOs(OS.LINUX)
final class NativesTest {
  private static final Path TABLE = Path.of("../docs/natives.md");
  private static final Set<String> VERDICTS =
      Set.of("simulated", "refused", "harmless", "not handled");
  private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");

  @Test
  void every_native_method_has_one_row_and_every_row_has_native_methods() throws IOException {
    Map<String, Set<String>> natives = natives();
    Map<String, Set<String>> said = new TreeMap<>();

    for (String line : Files.readAllLines(TABLE)) {
      if (line.startsWith("| `")) {
        String[] cells = line.split("\\|", -1);
        assertThat(VERDICTS).as(line).contains(cells[3].strip());
        assertThat(cells[4]).as(line).isNotBlank();
        for (String type : quoted(cells[1])) {
          List<String> methods = quoted(cells[2]);
          assertThat(natives).as("has no native method").containsKey(type);
          Set<String> known = said.computeIfAbsent(type, key -> new TreeSet<>());
          for (String method :
              methods.equals(List.of("*")) ? natives.getOrDefault(type, Set.of()) : methods) {
            assertThat(known.add(method)).as("is there twice: %s.%s", type, method).isTrue();
          }
        }
      }
    }

    natives.forEach((type, methods) ->
        assertThat(said.getOrDefault(type, Set.of()))
            .as("native methods of %s in %s", type, TABLE)
            .containsExactlyInAnyOrderElementsOf(methods));
  }

  private static List<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map((MatchResult each) -> each.group(1)).toList();
  }

  private static Map<String, Set<String>> natives() throws IOException {
    Map<String, Set<String>> natives = new TreeMap<>();
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        ClassModel type = ClassFile.of().parse(Files.readAllBytes(file));
        for (MethodModel method : type.methods()) {
          if (method.flags().has(AccessFlag.NATIVE)) {
            natives
                .computeIfAbsent(type.thisClass().asInternalName(), key -> new TreeSet<>())
                .add(method.methodName().stringValue());
          }
        }
      }
    }
    return natives;
  }
}
