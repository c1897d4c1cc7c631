package dev.faultline.jvm;

import dev.faultline.agent.Machine;
import dev.faultline.agent.ProgramLoader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one incarnation: its program's classes, and with them its static variables,
 * are shared with nobody. What the JDK's own classes hold is not.
 */
final class NodeLoader extends ProgramLoader {
  static {
    registerAsParallelCapable();
  }

  private final ClassPath classPath;

  /** Looked up only. */
  private final Map<ClassPathEntry, ProtectionDomain> domains = new ConcurrentHashMap<>();

  NodeLoader(ClassPath classPath) {
    super(ClassLoader.getPlatformClassLoader());
    this.classPath = classPath;
  }

  @Override
  public String getName() {
    return "app";
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    return Machine.outside(() -> Defined.of(define(name))).orThrow(name);
  }

  /**
   * What was defined, since nothing checked passes {@link Machine#outside}.
   *
   * @param type null when the class path has no such class
   */
  private record Defined(@Nullable Class<?> type) {
    static Defined of(@Nullable Class<?> type) {
      return new Defined(type);
    }

    Class<?> orThrow(String name) throws ClassNotFoundException {
      if (type == null) {
        throw new ClassNotFoundException(name);
      }
      return type;
    }
  }

  private @Nullable Class<?> define(String name) {
    byte[] file = classPath.code(name, this);
    if (file == null) {
      return null;
    }
    ClassPathEntry entry =
        Objects.requireNonNull(classPath.entryOf(name.replace('.', '/') + ".class"));
    ProtectionDomain domain = domains.computeIfAbsent(entry, each -> each.domain(this));
    return defineClass(name, file, 0, file.length, domain);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return Machine.outside(() -> new Found(classPath.all(name))).first();
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(Machine.outside(() -> new Found(classPath.all(name))).all);
  }

  /**
   * Where a resource is.
   *
   * @param all in the order of the class path
   */
  private record Found(List<URL> all) {
    @Nullable URL first() {
      return all.isEmpty() ? null : all.getFirst();
    }
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    InputStream platform = getParent().getResourceAsStream(name);
    if (platform != null) {
      return platform;
    }
    byte[] own = Machine.outside(() -> new Content(classPath.read(name))).bytes;
    return own == null ? null : new ByteArrayInputStream(own);
  }

  /**
   * The content of a resource.
   *
   * @param bytes null when there is none
   */
  private record Content(byte @Nullable [] bytes) {}
}
