package dev.faultline.jvm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The properties of the system that every program has, the same on every machine. */
final class SystemProperties {
  /** What says which Java this is, and that it is this JVM's. */
  private static final List<String> OF_THIS_JVM =
      List.of(
          "java.version",
          "java.version.date",
          "java.vendor",
          "java.vendor.url",
          "java.vm.name",
          "java.vm.vendor",
          "java.vm.version",
          "java.vm.specification.name",
          "java.vm.specification.vendor",
          "java.vm.specification.version",
          "java.runtime.name",
          "java.runtime.version",
          "java.specification.name",
          "java.specification.vendor",
          "java.specification.version",
          "java.class.version");

  private SystemProperties() {}

  /**
   * For one node.
   *
   * @param node its name, which is also that of the user
   */
  static Map<String, String> of(String node, String classPath) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String key : OF_THIS_JVM) {
      all.put(key, System.getProperty(key, ""));
    }
    all.put("java.vm.info", "mixed mode");
    all.put("java.home", "/java");
    all.put("java.class.path", classPath);
    all.put("java.library.path", "");
    all.put("java.io.tmpdir", "/tmp");
    all.put("os.name", "Linux");
    all.put("os.arch", "amd64");
    all.put("os.version", "6.0");
    all.put("file.separator", "/");
    all.put("path.separator", ":");
    all.put("line.separator", "\n");
    all.put("file.encoding", "UTF-8");
    all.put("native.encoding", "UTF-8");
    all.put("stdout.encoding", "UTF-8");
    all.put("stderr.encoding", "UTF-8");
    all.put("sun.jnu.encoding", "UTF-8");
    all.put("sun.arch.data.model", "64");
    all.put("user.name", node);
    all.put("user.home", "/home/" + node);
    all.put("user.dir", "/");
    all.put("user.language", "en");
    all.put("user.country", "US");
    all.put("user.timezone", "UTC");
    return all;
  }
}
