package dev.faultline.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is changed in the JDK's own classes so that a directory of the default file system can be
 * another one: the places that all of {@code java.io} and {@code java.nio.file} come through. On
 * Linux; elsewhere some of the classes have other names.
 */
final class FilePatches {
  private static final String PATH = "Ljava/nio/file/Path;";
  private static final String LINKS = "[Ljava/nio/file/LinkOption;";
  private static final String COPIES = "[Ljava/nio/file/CopyOption;";
  private static final String ATTRIBUTES = "[Ljava/nio/file/attribute/FileAttribute;";
  private static final String FILE = "Ljava/io/File;";
  private static final String CHANNEL = "()Ljava/nio/channels/FileChannel;";

  private final List<Patch> found = new ArrayList<>();

  private FilePatches() {}

  /** All of them, by class. */
  static Map<String, List<Patch>> byType() {
    FilePatches patches = new FilePatches();
    patches.streams();
    patches.randomAccess();
    patches.files();
    patches.opening();
    patches.paths();
    patches.views();
    patches.program();
    Map<String, List<Patch>> byType = new LinkedHashMap<>();
    for (Patch patch : patches.found) {
      byType.computeIfAbsent(patch.type(), type -> new ArrayList<>()).add(patch);
    }
    return byType;
  }

  private void stream(String type, String method, String descriptor) {
    found.add(Diversion.of("java/io/" + type, method, descriptor, true, "StreamCalls"));
  }

  private void streams() {
    String out = "FileOutputStream";
    stream(out, "open", "(Ljava/lang/String;Z)V");
    stream(out, "write", "(I)V");
    stream(out, "write", "([B)V");
    stream(out, "write", "([BII)V");
    stream(out, "getChannel", CHANNEL);
    String in = "FileInputStream";
    stream(in, "open", "(Ljava/lang/String;)V");
    stream(in, "read", "()I");
    stream(in, "read", "([B)I");
    stream(in, "read", "([BII)I");
    stream(in, "length", "()J");
    stream(in, "position", "()J");
    stream(in, "isRegularFile", "()Z");
    stream(in, "skip", "(J)J");
    stream(in, "available", "()I");
    stream(in, "getChannel", CHANNEL);
    stream("FileDescriptor", "sync", "()V");
    stream("FileDescriptor", "close", "()V");
  }

  private void randomAccess() {
    String file = "RandomAccessFile";
    stream(file, "open", "(Ljava/lang/String;I)V");
    stream(file, "read", "()I");
    stream(file, "readBytes", "([BII)I");
    stream(file, "write", "(I)V");
    stream(file, "writeBytes", "([BII)V");
    stream(file, "seek", "(J)V");
    stream(file, "length", "()J");
    stream(file, "setLength", "(J)V");
    stream(file, "getChannel", CHANNEL);
    // The method itself is native. Programs' own calls of it are changed by InstanceCalls.
    for (String caller : List.of("skipBytes", "implReadLine")) {
      found.add(
          new Patch(
              "java/io/" + file,
              caller,
              "",
              Edit.inPlaceOf("getFilePointer", InstanceCalls.FILE_POINTER)));
    }
  }

  private void file(String method, String descriptor) {
    found.add(Diversion.of("java/io/UnixFileSystem", method, descriptor, false, "FileCalls"));
  }

  private void files() {
    file("getBooleanAttributes", "(" + FILE + ")I");
    file("hasBooleanAttributes", "(" + FILE + "I)Z");
    file("checkAccess", "(" + FILE + "I)Z");
    file("getLastModifiedTime", "(" + FILE + ")J");
    file("getLength", "(" + FILE + ")J");
    file("setPermission", "(" + FILE + "IZZ)Z");
    file("createFileExclusively", "(Ljava/lang/String;)Z");
    file("delete", "(" + FILE + ")Z");
    file("list", "(" + FILE + ")[Ljava/lang/String;");
    file("createDirectory", "(" + FILE + ")Z");
    file("rename", "(" + FILE + FILE + ")Z");
    file("setLastModifiedTime", "(" + FILE + "J)Z");
    file("setReadOnly", "(" + FILE + ")Z");
    file("getSpace", "(" + FILE + "I)J");
    file("canonicalize", "(Ljava/lang/String;)Ljava/lang/String;");
  }

  private void path(String type, String method, String descriptor) {
    found.add(Diversion.of("sun/nio/fs/" + type, method, descriptor, false, "PathCalls"));
  }

  private void opening() {
    String provider = "UnixFileSystemProvider";
    String options = "(" + PATH + "Ljava/util/Set;";
    path(provider, "newFileChannel", options + ATTRIBUTES + ")Ljava/nio/channels/FileChannel;");
    path(
        provider,
        "newByteChannel",
        options + ATTRIBUTES + ")Ljava/nio/channels/SeekableByteChannel;");
    path(
        provider,
        "newAsynchronousFileChannel",
        options
            + "Ljava/util/concurrent/ExecutorService;"
            + ATTRIBUTES
            + ")Ljava/nio/channels/AsynchronousFileChannel;");
    for (String type : List.of(provider, "LinuxFileSystemProvider")) {
      String named = "(" + PATH + "Ljava/lang/Class;" + LINKS + ")";
      path(type, "getFileAttributeView", named + "Ljava/nio/file/attribute/FileAttributeView;");
      path(type, "readAttributes", named + "Ljava/nio/file/attribute/BasicFileAttributes;");
    }
    path(
        provider,
        "readAttributesIfExists",
        "("
            + PATH
            + "Ljava/lang/Class;"
            + LINKS
            + ")Ljava/nio/file/attribute/BasicFileAttributes;");
    String base = "AbstractFileSystemProvider";
    path(base, "setAttribute", "(" + PATH + "Ljava/lang/String;Ljava/lang/Object;" + LINKS + ")V");
    path(base, "readAttributes", "(" + PATH + "Ljava/lang/String;" + LINKS + ")Ljava/util/Map;");
  }

  private void paths() {
    String provider = "UnixFileSystemProvider";
    path(provider, "implDelete", "(" + PATH + "Z)Z");
    path(provider, "copy", "(" + PATH + PATH + COPIES + ")V");
    path(provider, "move", "(" + PATH + PATH + COPIES + ")V");
    path(provider, "checkAccess", "(" + PATH + "[Ljava/nio/file/AccessMode;)V");
    path(provider, "isReadable", "(" + PATH + ")Z");
    path(provider, "isWritable", "(" + PATH + ")Z");
    path(provider, "isExecutable", "(" + PATH + ")Z");
    path(provider, "exists", "(" + PATH + LINKS + ")Z");
    path(provider, "isSameFile", "(" + PATH + PATH + ")Z");
    path(provider, "getFileStore", "(" + PATH + ")Ljava/nio/file/FileStore;");
    path(provider, "createDirectory", "(" + PATH + ATTRIBUTES + ")V");
    path(
        provider,
        "newDirectoryStream",
        "(" + PATH + "Ljava/nio/file/DirectoryStream$Filter;)Ljava/nio/file/DirectoryStream;");
    path(provider, "createSymbolicLink", "(" + PATH + PATH + ATTRIBUTES + ")V");
    path(provider, "createLink", "(" + PATH + PATH + ")V");
    path(provider, "readSymbolicLink", "(" + PATH + ")" + PATH);
    String type = "sun/nio/fs/UnixPath";
    found.add(Diversion.of(type, "toRealPath", "(" + LINKS + ")" + PATH, true, "PathCalls"));
    found.add(
        Diversion.of(
            type,
            "register",
            "(Ljava/nio/file/WatchService;[Ljava/nio/file/WatchEvent$Kind;"
                + "[Ljava/nio/file/WatchEvent$Modifier;)Ljava/nio/file/WatchKey;",
            true,
            "PathCalls"));
  }

  /** Views of real files: what they change is elsewhere. */
  private void views() {
    String posix = "UnixFileAttributeViews$Posix";
    String times = "Ljava/nio/file/attribute/FileTime;";
    view("UnixFileAttributeViews$Basic", "setTimes", "(" + times + times + times + ")V");
    view(posix, "setMode", "(I)V");
    view(posix, "setOwners", "(II)V");
    String user = "UnixUserDefinedFileAttributeView";
    view(user, "write", "(Ljava/lang/String;Ljava/nio/ByteBuffer;)I");
    view(user, "delete", "(Ljava/lang/String;)V");
  }

  private void view(String name, String method, String descriptor) {
    String type = "sun/nio/fs/" + name;
    Hook tell = Hook.of("PathCalls", "changesAttributes", "(" + PATH + ")V");
    Consumer<CodeBuilder> file =
        builder ->
            builder
                .aload(0)
                .getfield(
                    ClassDesc.ofInternalName(type),
                    "file",
                    ClassDesc.ofInternalName("sun/nio/fs/UnixPath"));
    found.add(new Patch(type, method, descriptor, Edit.first(file, tell)));
  }

  private void program() {
    String runtime = "java/lang/Runtime";
    Hook library = Hook.of("ProgramCalls", "library", "(Ljava/lang/Class;Ljava/lang/String;)V");
    for (String method : List.of("load0", "loadLibrary0")) {
      found.add(
          new Patch(
              runtime, method, "", Edit.first(builder -> builder.aload(1).aload(2), library)));
    }
    for (String method : List.of("exit", "halt")) {
      Hook end = Hook.of("ProgramCalls", method, "(I)V");
      found.add(new Patch(runtime, method, "(I)V", Edit.first(builder -> builder.iload(1), end)));
    }
    found.add(
        new Patch(
            "java/lang/ProcessBuilder",
            "start",
            "([Ljava/lang/ProcessBuilder$Redirect;)Ljava/lang/Process;",
            Edit.first(Edit.NOTHING, Hook.of("ProgramCalls", "process", "()V"))));
  }
}
