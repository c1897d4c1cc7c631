package dev.faultline.disk.fs;

import dev.faultline.disk.Inode;
import dev.faultline.disk.fault.FileCall;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads and changes the attributes of what a path leads to at the time of each call. */
final class AttributeView implements PosixFileAttributeView {
  private final DiskFileSystem system;
  private final DiskPath path;
  private final boolean follow;

  AttributeView(DiskFileSystem system, DiskPath path, boolean follow) {
    this.system = system;
    this.path = path;
    this.follow = follow;
  }

  @Override
  public String name() {
    return "posix";
  }

  @Override
  public Attributes readAttributes() throws IOException {
    return system.locked(() -> {
      system.injector().byPath(FileCall.GETATTR, path, follow);
      return Attributes.of(system.resolver().statted(path, follow), system.caller());
    });
  }

  /**
   * Sets an attribute by its name, such as {@code lastModifiedTime} or {@code posix:permissions}.
   */
  void set(String attribute, Object value) throws IOException {
    String name = attribute.substring(attribute.indexOf(':') + 1);
    switch (name) {
      case "lastModifiedTime" -> setTimes((FileTime) value, null, null);
      case "lastAccessTime" -> setTimes(null, (FileTime) value, null);
      case "creationTime" -> setTimes(null, null, (FileTime) value);
      case "permissions" -> put("permissions", Attributes.bits((Set<?>) value));
      case "owner" -> setOwner((UserPrincipal) value);
      case "group" -> setGroup((GroupPrincipal) value);
      default -> throw new IllegalArgumentException("'" + attribute + "' not recognized");
    }
  }

  private void put(String name, Object value) throws IOException {
    system.<Boolean, IOException>locked(() -> {
      FileCall call =
          switch (name) {
            case "modified" -> FileCall.UTIMENS;
            case "permissions" -> FileCall.CHMOD;
            default -> FileCall.CHOWN;
          };
      system.injector().byPath(call, path, follow);
      Inode inode = system.resolver().existing(path, follow);
      system.disk().attribute(inode.number(), name, value, path.toString());
      return true;
    });
  }

  /**
   * Access and creation times are not kept, as on a file system that is mounted without access
   * times.
   */
  @Override
  public void setTimes(
      @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
      throws IOException {
    if (modified != null) {
      put("modified", modified.to(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
    put("permissions", Attributes.bits(permissions));
  }

  @Override
  public UserPrincipal getOwner() throws IOException {
    return readAttributes().owner();
  }

  @Override
  public void setOwner(UserPrincipal owner) throws IOException {
    put("owner", owner.getName());
  }

  @Override
  public void setGroup(GroupPrincipal group) throws IOException {
    put("group", group.getName());
  }
}
