// Functions of numbers that give the same bits on every machine: the C library's differ in the last place from one to
// another, and a data set would differ with them. Only IEEE 754 operations that are rounded correctly are used. Errors
// are below 4 units in the last place.
#pragma once

namespace harness {

// Natural logarithm of a positive normal number.
double PortableLog(double x);
// e to the power of x, -700 <= x <= 700.
double PortableExp(double x);
// The value below which a standard normal variable lies with probability p, 0 < p < 1: algorithm AS 241, PPND16
// (Wichura, Applied Statistics 37, 1988).
double NormalQuantile(double p);

}  // namespace harness
