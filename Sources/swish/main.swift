print("swish")
