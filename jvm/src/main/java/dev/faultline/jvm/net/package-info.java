/** The network of programs: addresses, names and TCP, made of the world's connections. */
@NullMarked
package dev.faultline.jvm.net;

import org.jspecify.annotations.NullMarked;
