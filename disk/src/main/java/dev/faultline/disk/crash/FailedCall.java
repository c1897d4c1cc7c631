package dev.faultline.disk.crash;

import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.FileCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed.
 *
 * @param number the how-manieth call of the run, from 1
 * @param call what
 * @param path on what
 * @param errno with what; null where the sync succeeded and its data was lost all the same
 * @param stack where in the program, innermost frame first
 */
public record FailedCall(
    int number, FileCall call, String path, @Nullable Errno errno, List<StackTraceElement> stack) {}
