package dev.faultline.disk.fs;

import dev.faultline.disk.Caller;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What an inode says of itself, as it was when it was read.
 *
 * @param caller is told when its times are looked at
 */
record Attributes(
    FileKind kind,
    long number,
    long size,
    long permissionBits,
    long createdNanos,
    long modifiedNanos,
    String ownerName,
    String groupName,
    Caller caller)
    implements PosixFileAttributes {

  static Attributes of(Inode inode, Caller caller) {
    long size =
        switch (inode.kind()) {
          case FILE -> inode.size();
          case DIRECTORY -> 4096;
          case SYMBOLIC_LINK -> inode.linkTarget().length();
        };
    return new Attributes(
        inode.kind(),
        inode.number(),
        size,
        permissions(inode),
        inode.createdNanos(),
        inode.modifiedNanos(),
        inode.attributes().getOrDefault("owner", "root").toString(),
        inode.attributes().getOrDefault("group", "root").toString(),
        caller);
  }

  static long permissions(Inode inode) {
    return inode.attributes().get("permissions") instanceof Long bits ? bits : 0;
  }

  /** The permissions among the attributes of a new file, without what umask 022 takes away. */
  static long permissions(FileAttribute<?>[] attributes, long normal) {
    long bits = normal;
    for (FileAttribute<?> attribute : attributes) {
      if (!attribute.name().equals("posix:permissions")
          || !(attribute.value() instanceof Set<?> wanted)) {
        throw new UnsupportedOperationException(
            "'" + attribute.name() + "' not supported as initial attribute");
      }
      bits = bits(wanted) & ~022;
    }
    return bits;
  }

  static long bits(Set<?> permissions) {
    long bits = 0;
    for (Object permission : permissions) {
      bits |= 0400 >> ((PosixFilePermission) permission).ordinal();
    }
    return bits;
  }

  /**
   * A map as {@code Files.readAttributes} wants it: {@code posix:*}, {@code
   * basic:size,lastModifiedTime}, {@code *}.
   */
  Map<String, Object> named(String request) {
    int colon = request.indexOf(':');
    String view = colon < 0 ? "basic" : request.substring(0, colon);
    Map<String, Object> all = new LinkedHashMap<>();
    switch (view) {
      case "basic" -> addBasic(all);
      case "owner" -> all.put("owner", owner());
      case "posix" -> {
        addBasic(all);
        all.put("owner", owner());
        all.put("group", group());
        all.put("permissions", permissions());
      }
      default -> throw new UnsupportedOperationException("View '" + view + "' not available");
    }
    List<String> wanted = List.of(request.substring(colon + 1).split(","));
    if (wanted.contains("*")) {
      return all;
    }
    Map<String, Object> chosen = new LinkedHashMap<>();
    for (String name : wanted) {
      Object value = all.get(name);
      if (value == null) {
        throw new IllegalArgumentException("'" + name + "' not recognized");
      }
      chosen.put(name, value);
    }
    return chosen;
  }

  private void addBasic(Map<String, Object> all) {
    all.put("size", size);
    all.put("creationTime", creationTime());
    all.put("lastAccessTime", lastAccessTime());
    all.put("lastModifiedTime", lastModifiedTime());
    all.put("isDirectory", isDirectory());
    all.put("isRegularFile", isRegularFile());
    all.put("isSymbolicLink", isSymbolicLink());
    all.put("isOther", isOther());
    all.put("fileKey", fileKey());
  }

  @Override
  public UserPrincipal owner() {
    return new Owners.User(ownerName);
  }

  @Override
  public GroupPrincipal group() {
    return new Owners.Group(groupName);
  }

  @Override
  public Set<PosixFilePermission> permissions() {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((permissionBits & (0400 >> permission.ordinal())) != 0) {
        set.add(permission);
      }
    }
    return set;
  }

  @Override
  public FileTime lastModifiedTime() {
    caller.timeSeen();
    return FileTime.from(modifiedNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    caller.timeSeen();
    return FileTime.from(createdNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean isRegularFile() {
    return kind == FileKind.FILE;
  }

  @Override
  public boolean isDirectory() {
    return kind == FileKind.DIRECTORY;
  }

  @Override
  public boolean isSymbolicLink() {
    return kind == FileKind.SYMBOLIC_LINK;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public Object fileKey() {
    return number;
  }
}
