package dev.faultline.chaos.http;

import dev.faultline.chaos.toxic.HttpFault;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A fault that strikes a request.
 *
 * @param fault what it does
 * @param random for what it draws, of this request alone
 * @param current what it is at a moment; null where it would not strike this request then
 * @param over to be called when the request has been answered, or never will be
 */
public record Striking(
    HttpFault fault,
    SplittableRandom random,
    LongFunction<@Nullable HttpFault> current,
    Runnable over) {}
