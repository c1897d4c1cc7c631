package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The entrances of the JDK to what no world simulates: files, names, UNIX domain sockets and pipes,
 * the standard input, the environment, processes. What the class path holds is read outside the
 * world, as classes are.
 */
final class NotSimulatedPatches {
  private static final Hook FILE = hook("file", "(Ljava/lang/Object;)V");
  private static final Hook NAMING = hook("naming", "()V");
  private static final Hook INTERFACES = hook("interfaces", "()V");
  private static final Hook ENVIRONMENT = hook("environment", "()V");
  private static final Hook INPUT = hook("input", "()V");
  private static final Consumer<CodeBuilder> SECOND = builder -> builder.aload(1);

  private NotSimulatedPatches() {}

  private static Hook hook(String name, String type) {
    return Hook.of("NotSimulated", name, type);
  }

  static List<Patch> all() {
    List<Patch> result = new ArrayList<>();
    files(result);
    classPath(result);
    names(result);
    channels(result);
    process(result);
    return result;
  }

  private static void files(List<Patch> result) {
    for (String stream : List.of("FileInputStream", "FileOutputStream", "RandomAccessFile")) {
      result.add(new Patch("java/io/" + stream, "open", "", Edit.first(SECOND, FILE)));
    }
    // Both are Linux's and macOS's; elsewhere the classes have other names.
    for (String method :
        List.of(
            "getBooleanAttributes",
            "hasBooleanAttributes",
            "checkAccess",
            "getLastModifiedTime",
            "getLength",
            "setPermission",
            "createFileExclusively",
            "delete",
            "list",
            "createDirectory",
            "rename",
            "setLastModifiedTime",
            "setReadOnly",
            "getSpace",
            "canonicalize")) {
      result.add(new Patch("java/io/UnixFileSystem", method, "", Edit.first(SECOND, FILE)));
    }
    for (String method :
        List.of(
            "open",
            "link",
            "unlink",
            "mknod",
            "rename",
            "mkdir",
            "rmdir",
            "readlink",
            "realpath",
            "stat",
            "stat2",
            "lstat",
            "chown",
            "lchown",
            "chmod",
            "opendir",
            "access",
            "statvfs")) {
      result.add(
          new Patch("sun/nio/fs/UnixNativeDispatcher", method, "", Edit.first(Edit.FIRST, FILE)));
    }
    result.add(
        new Patch("sun/nio/fs/UnixNativeDispatcher", "symlink", "", Edit.first(SECOND, FILE)));
    result.add(
        new Patch(
            "sun/nio/fs/LinuxFileSystem",
            "newWatchService",
            "",
            Edit.first(builder -> builder.loadConstant("of a WatchService"), FILE)));
  }

  /** Where class loaders look for resources: the program's own code, not its data. */
  private static void classPath(List<Patch> result) {
    String path = "jdk/internal/loader/URLClassPath";
    for (String method : List.of("findResource", "getResource", "getLoader")) {
      result.add(new Patch(path, method, "", Edit.outside()));
    }
    for (String loader : List.of("Loader", "JarLoader", "FileLoader")) {
      result.add(new Patch(path + "$" + loader, "findResource", "", Edit.outside()));
      result.add(new Patch(path + "$" + loader, "getResource", "", Edit.outside()));
    }
    String loader = "java/lang/ClassLoader";
    for (String method : List.of("getResource", "getResources", "getResourceAsStream")) {
      result.add(new Patch(loader, method, "", Edit.outside()));
    }
    result.add(new Patch("java/lang/Module", "getResourceAsStream", "", Edit.outside()));
    result.add(
        new Patch(
            "java/util/ServiceLoader$LazyClassPathLookupIterator",
            "nextProviderClass",
            "",
            Edit.outside()));
    Edit jar = ofUrl("jar", "Ljava/net/JarURLConnection;");
    Edit file = ofUrl("file", "Ljava/net/URLConnection;");
    for (String method : List.of("connect", "getInputStream")) {
      result.add(new Patch("sun/net/www/protocol/jar/JarURLConnection", method, "", jar));
      result.add(new Patch("sun/net/www/protocol/file/FileURLConnection", method, "", file));
    }
    result.add(
        new Patch("sun/net/www/protocol/file/FileURLConnection", "initializeHeaders", "", file));
  }

  private static Edit ofUrl(String kind, String connection) {
    return Edit.outside(
        Hook.of("ProgramUrls", kind, "(" + connection + ")Ldev/faultline/hook/Context;"));
  }

  private static void names(List<Patch> result) {
    String platform = "java/net/InetAddress$PlatformResolver";
    result.add(
        new Patch(
            platform,
            "lookupByName",
            "",
            Edit.first(SECOND, hook("lookup", "(Ljava/lang/String;)V"))));
    result.add(new Patch(platform, "lookupByAddress", "", Edit.first(Edit.NOTHING, NAMING)));
    result.add(
        new Patch("java/net/InetAddress", "getLocalHost", "", Edit.first(Edit.NOTHING, NAMING)));
    for (String method :
        List.of(
            "getByName",
            "getByIndex",
            "getByInetAddress",
            "getNetworkInterfaces",
            "networkInterfaces")) {
      result.add(
          new Patch("java/net/NetworkInterface", method, "", Edit.first(Edit.NOTHING, INTERFACES)));
    }
  }

  /** What blocks, or sends, beside the sockets that are patched elsewhere. */
  private static void channels(List<Patch> result) {
    result.add(refused("java/net/InetAddress", "isReachable", hook("reachability", "()V")));
    result.add(refused("sun/nio/ch/UnixDomainSockets", "socket", hook("localSocket", "()V")));
    result.add(refused("sun/nio/ch/SelectorProviderImpl", "openPipe", hook("pipe", "()V")));
    // Linux's; elsewhere the class has another name.
    result.add(
        refused("sun/nio/ch/EPollSelectorProvider", "openSelector", hook("selector", "()V")));
  }

  private static Patch refused(String type, String method, Hook hook) {
    return new Patch(type, method, "", Edit.first(Edit.NOTHING, hook));
  }

  private static void process(List<Patch> result) {
    String environment = "java/lang/ProcessEnvironment";
    result.add(refused(environment, "getenv", ENVIRONMENT));
    result.add(refused(environment, "environment", ENVIRONMENT));
    result.add(refused("java/lang/System$In", "read", INPUT));
    result.add(
        new Patch(
            "java/io/FileInputStream",
            "<init>",
            "(Ljava/io/FileDescriptor;)V",
            Edit.first(SECOND, hook("descriptor", "(Ljava/io/FileDescriptor;)V"))));
    Hook process = hook("process", "()V");
    result.add(refused("java/lang/ProcessHandleImpl", "current", process));
    result.add(refused("sun/management/VMManagementImpl", "getUptime", process));
    Hook processes = hook("processes", "()V");
    for (String method : List.of("get", "parent", "children", "descendants")) {
      result.add(refused("java/lang/ProcessHandleImpl", method, processes));
    }
    result.add(
        new Patch(
            "java/lang/Runtime",
            "addShutdownHook",
            "",
            Edit.first(Edit.NOTHING, hook("shutdownHook", "()V"))));
  }
}
