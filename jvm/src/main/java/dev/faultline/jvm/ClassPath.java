package dev.faultline.jvm;

import dev.faultline.agent.ProgramCode;
import dev.faultline.agent.ProgramLoader;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the classes and resources of programs come from: folders and jars, read once for all nodes
 * and worlds of this JVM. Thread-safe.
 */
final class ClassPath {
  /** Looked up only. */
  private static final Map<List<Path>, ClassPath> KNOWN = new ConcurrentHashMap<>();

  private final List<ClassPathEntry> entries;
  private final ProgramCode code = new ProgramCode();

  /** Whether classes have a main method; looked up only. */
  private final Map<String, Boolean> mains = new ConcurrentHashMap<>();

  private ClassPath(List<Path> paths) {
    List<ClassPathEntry> opened = new ArrayList<>();
    for (Path path : paths) {
      opened.add(ClassPathEntry.open(path));
    }
    entries = List.copyOf(opened);
  }

  /**
   * @throws IllegalArgumentException when there is no folder or jar at one of these paths
   */
  static ClassPath of(List<Path> paths) {
    List<Path> absolute = paths.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    ClassPath known = KNOWN.get(absolute);
    if (known != null) {
      return known;
    }
    ClassPath made = new ClassPath(absolute);
    ClassPath before = KNOWN.putIfAbsent(absolute, made);
    return before != null ? before : made;
  }

  /** The class file to define for a class, or null. */
  byte @Nullable [] code(String className, ProgramLoader loader) {
    return code.get(className, loader, name -> read(name + ".class"));
  }

  /** The bytes of a resource, or null when there is none with this name. */
  byte @Nullable [] read(String name) {
    for (ClassPathEntry entry : entries) {
      byte[] found = entry.read(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The first entry that has a resource, or null. */
  @Nullable ClassPathEntry entryOf(String name) {
    for (ClassPathEntry entry : entries) {
      if (entry.has(name)) {
        return entry;
      }
    }
    return null;
  }

  /** Whether a class of this class path, which is there, has a method that programs begin with. */
  boolean hasMain(String className) {
    return mains.computeIfAbsent(
        className, name -> DeclaredMain.isIn(name.replace('.', '/'), this::read));
  }

  /** Where resources with this name are, in the order of the entries. */
  List<URL> all(String name) {
    return entries.stream().filter(entry -> entry.has(name)).map(entry -> entry.url(name)).toList();
  }

  /** Whether a file is one of its jars, or in one of its folders. */
  boolean has(String path) {
    for (ClassPathEntry entry : entries) {
      String own = entry.path().toString();
      if (path.equals(own) || path.startsWith(own + "/")) {
        return true;
      }
    }
    return false;
  }

  /** As the property {@code java.class.path} has it. */
  @Override
  public String toString() {
    return entries.stream().map(entry -> entry.path().toString()).collect(Collectors.joining(":"));
  }
}
