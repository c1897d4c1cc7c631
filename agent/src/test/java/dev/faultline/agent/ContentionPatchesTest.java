package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Issue 11: the JDK's own code gave up a world's turn when another world was in its way. */
final class ContentionPatchesTest {
  /** Those whose wait is for nobody but threads of the same world. */
  private static final Set<String> OF_ONE_WORLD =
      Set.of(
          // The canceller may be a subclass of Thread whose interrupt blocks.
          "java/util/concurrent/FutureTask",
          // Of the thread itself, and for stacks that somebody outside takes.
          "java/lang/VirtualThread",
          "java/lang/ThreadBuilders$BoundVirtualThread",
          // No thread of a world.
          "sun/nio/ch/Poller");

  @Test
  void every_class_of_the_jdk_that_gives_up_the_processor_is_known() throws IOException {
    Set<String> known = new TreeSet<>(ContentionPatches.MAKERS);
    known.addAll(OF_ONE_WORLD);
    assertThat(known).containsAll(yielding()).containsAll(ContentionPatches.MAKERS);
    assertThat(yielding()).containsAll(ContentionPatches.MAKERS);
  }

  private static Set<String> yielding() throws IOException {
    Path base = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(base)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .map(ContentionPatchesTest::parsed)
          .filter(ContentionPatchesTest::yields)
          .forEach(model -> found.add(model.thisClass().asInternalName()));
    }
    return found;
  }

  private static ClassModel parsed(Path file) {
    try {
      return ClassFile.of().parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean yields(ClassModel model) {
    return model.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .anyMatch(element ->
            element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals("java/lang/Thread")
                && call.name().equalsString("yield"));
  }
}
