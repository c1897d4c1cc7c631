package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ClassFileUpgradeTest {
  @TempDir Path folder;

  @Test
  void old_classes_become_new_ones_that_the_verifier_accepts_with_the_same_instructions()
      throws Exception {
    Path before = libraryOf(CommandLine.class);
    Path jar = Files.copy(before, folder.resolve("picocli.jar"));

    assertThat(ClassFileUpgrade.upgrade(jar)).isTrue();

    List<ClassModel> old = classes(before);
    List<ClassModel> now = classes(jar);
    assertThat(now).hasSameSizeAs(old).hasSizeGreaterThan(100);
    for (int i = 0; i < old.size(); i++) {
      assertThat(now.get(i).majorVersion()).isGreaterThanOrEqualTo(ClassFile.JAVA_8_VERSION);
      assertThat(instructions(now.get(i))).isEqualTo(instructions(old.get(i)));
    }
    try (var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> upgraded = loader.loadClass(CommandLine.class.getName());
      assertThat(upgraded.getClassLoader()).isSameAs(loader);
      // Runs code with branches and loops; a class with a wrong stack map would not link.
      Object spec =
          loader
              .loadClass("picocli.CommandLine$Model$CommandSpec")
              .getMethod("create")
              .invoke(null);
      Object line = upgraded.getConstructor(Object.class).newInstance(spec);
      assertThat(upgraded.getMethod("getUsageMessage").invoke(line))
          .asString()
          .startsWith("Usage: <main class>");
    }
  }

  @Test
  void what_was_changed_says_so_and_is_not_changed_again() throws IOException {
    Path jar = Files.copy(libraryOf(CommandLine.class), folder.resolve("picocli.jar"));
    ClassFileUpgrade.main(new String[] {folder.toString()});
    try (JarFile upgraded = new JarFile(jar.toFile())) {
      assertThat(upgraded.getManifest().getMainAttributes().getValue("Changed-By"))
          .startsWith("Faultline's build");
    }
    assertThat(ClassFileUpgrade.upgrade(jar)).isFalse();
  }

  @Test
  void a_signed_library_stays_as_it_is() throws IOException {
    Path jar = folder.resolve("signed.jar");
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/X.SF"));
      out.putNextEntry(new ZipEntry("Old.class"));
      out.write(new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 49, 0, 1});
    }
    byte[] bytes = Files.readAllBytes(jar);
    assertThat(ClassFileUpgrade.upgrade(jar)).isFalse();
    assertThat(jar).hasBinaryContent(bytes);
  }

  private static Path libraryOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static List<ClassModel> classes(Path jar) throws IOException {
    List<ClassModel> classes = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().endsWith(".class")) {
          classes.add(ClassFile.of().parse(file.getInputStream(entry).readAllBytes()));
        }
      }
    }
    return classes;
  }

  private static List<String> instructions(ClassModel type) {
    List<String> text = new ArrayList<>();
    type.methods()
        .forEach(method -> {
          text.add(method.methodName().stringValue() + method.methodType().stringValue());
          method
              .code()
              .ifPresent(code ->
                  ((CodeAttribute) code)
                      .elementList().stream()
                          .filter(part -> part instanceof java.lang.classfile.Instruction)
                          .forEach(part -> text.add(part.toString())));
        });
    return text;
  }
}
