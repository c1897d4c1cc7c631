package dev.faultline.disk.crash;

import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.FileCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed.
 *
 * @param number the number of the call in the run, from 1
 * @param call its kind, such as {@code write}
 * @param path the file
 * @param errno the error; null if the sync succeeded although its data was lost
 * @param stack where in the program, innermost frame first
 */
public record FailedCall(
    int number, FileCall call, String path, @Nullable Errno errno, List<StackTraceElement> stack) {}
