package dev.faultline.examples.library;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads one version of a library, the libraries that it uses, and the adaptor that was compiled
 * against it, apart from everything else in this JVM: these classes are looked for here first, all
 * others with the parent.
 *
 * <p>Assertions are off in all of them, as they are in production, whatever the JVM's flags say: a
 * run must not depend on that.
 */
public final class LibraryLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String SUFFIX = ".class";
  private static final String SERVICES = "META-INF/services/";

  private final Class<?> home;
  private final String adaptor;
  private final Map<String, byte[]> classes = new LinkedHashMap<>();

  /**
   * A loader for the classes in these jars and for the adaptor. Other resources of the jars are not
   * there for the library, such as native code that it would unpack.
   *
   * @param home the class whose folder {@code library} has the files of services
   * @param adaptor the package of the adaptor, whose classes are in this module but defined here
   * @throws IOException when a jar cannot be read
   */
  public LibraryLoader(Class<?> home, String adaptor, List<InputStream> jars) throws IOException {
    super("library", LibraryLoader.class.getClassLoader());
    setDefaultAssertionStatus(false);
    this.home = home;
    this.adaptor = adaptor + ".";
    for (InputStream jar : jars) {
      read(new JarInputStream(jar));
    }
  }

  private void read(JarInputStream jar) throws IOException {
    for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
      String name = entry.getName();
      if (name.endsWith(SUFFIX) && !name.startsWith("META-INF/")) {
        classes.put(
            name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'),
            jar.readAllBytes());
      }
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] code = name.startsWith(adaptor) ? adaptor(name) : classes.get(name);
      return code == null
          ? super.loadClass(name, resolve)
          : defineClass(name, code, 0, code.length);
    }
  }

  private static byte @Nullable [] adaptor(String name) {
    try (InputStream code =
        LibraryLoader.class.getResourceAsStream("/" + name.replace('.', '/') + SUFFIX)) {
      return code == null ? null : code.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Classes too: whoever changes one at its loading asks for those that it mentions. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] code =
        name.endsWith(SUFFIX)
            ? classes.get(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
            : null;
    return code == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(code);
  }

  /** Shows the logging façade the adaptor's provider and no other that may be on the class path. */
  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (!name.startsWith(SERVICES)) {
      return super.getResources(name);
    }
    URL service = home.getResource("library/" + name.substring(SERVICES.length()));
    return service == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(List.of(service));
  }
}
