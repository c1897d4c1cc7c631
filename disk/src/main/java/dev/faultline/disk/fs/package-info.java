/**
 * A {@code java.nio.file.FileSystem} on the model: {@link dev.faultline.disk.fs.DiskFileSystem}. It
 * behaves as Linux does for a process with all rights. Memory mapping, direct I/O and user-defined
 * attributes are refused by name.
 */
@NullMarked
package dev.faultline.disk.fs;

import org.jspecify.annotations.NullMarked;
