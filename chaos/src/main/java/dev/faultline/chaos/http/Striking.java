package dev.faultline.chaos.http;

import dev.faultline.chaos.toxic.HttpFault;
import java.util.SplittableRandom;

/**
 * A fault that strikes a request.
 *
 * @param fault what it does
 * @param random for what it draws, of this request alone
 * @param over to be called when the request has been answered, or never will be
 */
public record Striking(HttpFault fault, SplittableRandom random, Runnable over) {}
