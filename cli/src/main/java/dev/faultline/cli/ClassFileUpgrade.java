package dev.faultline.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives libraries of Java 5 and older the class files of Java 8, with the same code. The build runs
 * it over the libraries of the command line.
 *
 * <p>The JVM's class cache takes no class files older than Java 6, because they have no stack maps
 * (JVMS, 4.10.2): each start would read and verify them again. Signed libraries stay as they are.
 */
final class ClassFileUpgrade {
  /** The first class files with stack maps are those of Java 6. */
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  /** As the licences of the libraries ask of who changes a file. */
  private static final Attributes.Name CHANGED = new Attributes.Name("Changed-By");

  private static final String CHANGE =
      "Faultline's build: class files of Java 8 in place of older ones, with the same code";

  private final Map<String, byte[]> entries;
  private final Map<String, Long> times;
  private final ClassFile files;

  private ClassFileUpgrade(Map<String, byte[]> entries, Map<String, Long> times) {
    this.entries = entries;
    this.times = times;
    this.files =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this::find)
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));
  }

  /** One argument: the folder with the libraries. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException(
          args.length + " arguments, expected one: the folder with the libraries");
    }
    List<Path> jars;
    try (var found = Files.list(Path.of(args[0]))) {
      jars = found.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : jars) {
      upgrade(jar);
    }
  }

  /** Whether the library had old class files, and is a new file now. */
  static boolean upgrade(Path jar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Map<String, Long> times = new LinkedHashMap<>();
    try (var in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
        times.put(entry.getName(), entry.getTime());
      }
    }
    boolean signed = entries.keySet().stream().anyMatch(ClassFileUpgrade::isSignature);
    if (signed || entries.entrySet().stream().noneMatch(ClassFileUpgrade::isOld)) {
      return false;
    }
    Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(fresh)) {
      new ClassFileUpgrade(entries, times).write(out);
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private void write(OutputStream to) throws IOException {
    try (var out = new ZipOutputStream(to)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry written = new ZipEntry(entry.getKey());
        written.setTime(times.getOrDefault(entry.getKey(), 0L));
        out.putNextEntry(written);
        if (entry.getKey().equals(JarFile.MANIFEST_NAME)) {
          marked(entry.getValue()).write(out);
        } else {
          out.write(isOld(entry) ? newer(entry.getValue()) : entry.getValue());
        }
      }
    }
  }

  private static Manifest marked(byte[] bytes) throws IOException {
    Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
    manifest.getMainAttributes().put(CHANGED, CHANGE);
    return manifest;
  }

  private byte[] newer(byte[] bytes) {
    ClassModel old = files.parse(bytes);
    // Code that is copied whole would get no stack map.
    ClassTransform code = ClassTransform.transformingMethodBodies((to, part) -> to.with(part));
    return files.transformClass(
        old,
        code.andThen((to, part) -> {
          if (part instanceof ClassFileVersion) {
            to.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            to.with(part);
          }
        }));
  }

  private @Nullable InputStream find(ClassDesc type) {
    String name = type.descriptorString();
    byte[] bytes = entries.get(name.substring(1, name.length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  private static boolean isOld(Map.Entry<String, byte[]> entry) {
    byte[] bytes = entry.getValue();
    return entry.getKey().endsWith(".class")
        && bytes.length > 8
        && ((bytes[6] & 0xff) << 8 | (bytes[7] & 0xff)) < FIRST_WITH_STACK_MAPS;
  }

  private static boolean isSignature(String name) {
    return name.startsWith("META-INF/") && name.endsWith(".SF");
  }
}
